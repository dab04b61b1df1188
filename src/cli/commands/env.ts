import { explainEnvironment } from '../../discovery/env/explanation.ts';
import { podEnvironment, podServiceVariables, variablesNow } from '../../discovery/env/pod-environment.ts';
import { UserError } from '../../net/user-error.ts';
import { environmentText } from '../../render/dns/environment.ts';
import { explanationText } from '../../render/dns/env-explanation.ts';
import type { Run } from '../command.ts';
import { podNamed } from '../discovery-words.ts';
import { openCluster } from '../workspace.ts';

/** The environment of a pod's container, or the Service variables of a pod that starts now. */
export const run: Run = async (context) => {
  const { args, options, io, globals } = context;
  const [name] = args;
  const namespace = globals.namespace ?? 'default';
  const onlyServices = options['services'] === true;
  if (name === undefined && !onlyServices && options['explain'] !== true) {
    throw new UserError(
      'env needs a POD, or --services',
      2,
      'kubesim env --services shows what a pod that starts now would be given.',
    );
  }
  const cluster = await openCluster(context);
  const pod = name === undefined ? undefined : podNamed(cluster, namespace, name);
  if (options['explain'] === true) {
    io.out(explanationText(explainEnvironment(cluster, pod ? { pod } : { namespace })));
    return 0;
  }
  if (!pod) io.out(environmentText(variablesNow(cluster, namespace)));
  else if (onlyServices) io.out(environmentText(podServiceVariables(cluster, pod)));
  else {
    const wanted = options['container'];
    const container = pod.spec.containers.find((one) => wanted === undefined || one.name === wanted);
    if (!container) throw new UserError(`container ${String(wanted)} is not valid for pod ${pod.metadata.name}`, 1);
    const { variables, unknown } = podEnvironment(cluster, pod, container);
    io.out(environmentText(variables));
    for (const missing of unknown) io.err(`note: the value of ${missing} is not in the cluster\n`);
  }
  return 0;
};
