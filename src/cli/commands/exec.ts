import type { Pod } from '../../api/pod/type.ts';
import { StatusError } from '../../cluster/status-error.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { Exit } from '../failure.ts';
import { allContainerNames, warnOfDefault } from '../kubectl/container-names.ts';
import { text } from '../kubectl/options.ts';
import { podOf } from '../kubectl/pod-of.ts';
import { runProgram } from '../programs/run.ts';
import { openCluster } from '../workspace.ts';

/** Runs one of the programs with which people look at discovery and routing, as the pod would see it. */
export const run: Run = async (context) => {
  const { args, argsBeforeDash } = context;
  const usage = "See 'kubesim exec -h' for help and examples";
  if (args.length === 0) throw new UserError('pod, type/name or --filename must be specified', 1, usage);
  if (argsBeforeDash === undefined && args.length > 1) {
    throw new UserError('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead', 1, usage);
  }
  const words = args.slice(1);
  if (words.length === 0) throw new UserError('you must specify at least one command for the container', 1);
  const cluster = await openCluster(context);
  const pod = podOf(context, cluster, args[0] ?? '');
  checkRunning(context, pod);
  const code = await runProgram(context, cluster, pod, words);
  if (code !== 0) {
    context.io.err(`command terminated with exit code ${code}\n`);
    throw new Exit(code);
  }
};

function checkRunning(context: CommandContext, pod: Pod): void {
  const container = text(context, 'container');
  const { containers, initContainers = [] } = pod.spec;
  const names = [...containers, ...initContainers].map(({ name }) => name);
  if (container !== '' && !names.includes(container)) {
    const problem = `container ${container} is not valid for pod ${pod.metadata.name} out of: ${allContainerNames(pod)}`;
    throw new UserError(problem, 1);
  }
  if (!pod.spec.nodeName)
    throw new StatusError(400, 'BadRequest', `pod ${pod.metadata.name} does not have a host assigned`);
  if (pod.status?.phase !== 'Running') {
    throw new UserError(
      `cannot exec into a container in a completed pod; current phase is ${pod.status?.phase ?? 'Pending'}`,
      1,
    );
  }
  if (container === '') warnOfDefault(context, pod, names[0] ?? '');
}
