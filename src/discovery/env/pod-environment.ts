import type { Container, Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { expand } from './expand.ts';
import { linkedServices } from './seen-services.ts';
import { serviceVariables, type Variable } from './service-variables.ts';
import { declaredVariables } from './declared.ts';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const HOSTNAME_LIMIT = 63;

/** The Service variables a pod's containers were started with. */
export function podServiceVariables(cluster: Cluster, pod: Pod): Variable[] {
  return serviceVariables(linkedServices(cluster, { pod }));
}

/** The Service variables of a pod that would start now in the namespace. */
export function variablesNow(cluster: Cluster, namespace: string): Variable[] {
  return serviceVariables(linkedServices(cluster, { namespace }));
}

/**
 * What `env` prints in a container of the pod: PATH and HOSTNAME, the variables of its spec (which win), the Service variables,
 * HOME. `$(NAME)` in values is expanded as kubelet does. Variables whose source is not in the cluster are left out; `unknown` names them.
 */
export function podEnvironment(
  cluster: Cluster,
  pod: Pod,
  container: Container | undefined = pod.spec.containers[0],
): { variables: Variable[]; unknown: string[] } {
  const given = new Map(podServiceVariables(cluster, pod).map((variable) => [variable.name, variable]));
  const { declared, unknown } = declaredVariables(cluster, pod, container);
  const own = new Map<string, Variable>();
  for (const { name, value, literal } of declared) {
    const known = (asked: string): string | undefined => own.get(asked)?.value ?? given.get(asked)?.value;
    own.set(name, { name, value: literal ? value : expand(value, known) });
  }
  const image: Variable[] = [
    { name: 'PATH', value: PATH },
    { name: 'HOSTNAME', value: podHostname(pod) },
  ];
  const services = [...given.values()].filter(({ name }) => !own.has(name));
  const all = [...image, ...own.values(), ...services, { name: 'HOME', value: '/root' }];
  return { variables: [...new Map(all.map((variable) => [variable.name, variable])).values()], unknown };
}

/** What `hostname` prints in the pod: spec.hostname or its name, cut to 63 characters. */
export function podHostname(pod: Pod): string {
  return (pod.spec.hostname ?? pod.metadata.name).slice(0, HOSTNAME_LIMIT).replace(/[-.]+$/, '');
}
