import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { listObjects } from '../../cluster/list.ts';
import { podLog } from '../../controllers/configuration/pod-log.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { warnOfDefault } from '../kubectl/container-names.ts';
import { namespaceOf, text } from '../kubectl/options.ts';
import { podOf, podsOf } from '../kubectl/pod-of.ts';
import { openCluster } from '../workspace.ts';

/** What the cluster's own pods say: kube-proxy about its mode, CoreDNS about its ports. Others write nothing here. */
export const run: Run = async (context) => {
  const cluster = await openCluster(context);
  const selector = text(context, 'selector');
  const [name] = context.args;
  if (name === undefined && selector === '') {
    throw new UserError(
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
      1,
      "See 'kubesim logs -h' for help and examples",
    );
  }
  const pods = name === undefined ? selected(context, cluster, selector) : [named(context, cluster, name)];
  for (const pod of pods) {
    checkContainer(context, pod);
    context.io.out(podLog(cluster, pod, tailOf(context)));
  }
};

function selected(context: CommandContext, cluster: Cluster, labelSelector: string): Pod[] {
  return listObjects(cluster, 'pods', { namespace: namespaceOf(context), labelSelector }) as Pod[];
}

function named(context: CommandContext, cluster: Cluster, name: string): Pod {
  try {
    const pod = podOf(context, cluster, name);
    const { length } = podsOf(context, cluster, name);
    if (length > 1) context.io.err(`Found ${length} pods, using pod/${pod.metadata.name}\n`);
    return pod;
  } catch (problem) {
    const { name: kind, message } = problem as Error;
    if (kind !== 'StatusError') throw problem;
    throw new UserError(
      `error from server (NotFound): ${message} in namespace ${JSON.stringify(namespaceOf(context))}`,
      1,
    );
  }
}

function checkContainer(context: CommandContext, pod: Pod): void {
  const container = text(context, 'container') || context.args[1] || '';
  const { containers, initContainers = [] } = pod.spec;
  const names = [...containers, ...initContainers].map(({ name }) => name);
  if (container === '') warnOfDefault(context, pod, names[0] ?? '');
  else if (!names.includes(container)) {
    throw new UserError(`container ${container} is not valid for pod ${pod.metadata.name}`, 1);
  }
}

function tailOf(context: CommandContext): number | undefined {
  const tail = text(context, 'tail');
  return /^\d+$/.test(tail) ? Number(tail) : undefined;
}
