import type { Container, Pod } from '../../../api/pod/type.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { getObject } from '../../../cluster/list.ts';
import { badRequestError, internalError } from '../../../cluster/refusals.ts';
import { isTerminal } from '../../../controllers/pod-state.ts';

/** A container that a request is connected to. */
export interface Target {
  readonly pod: Pod;
  readonly container: Container;
}

/**
 * The container that the query of an exec, attach or log request names; without a name the pod's only one. Throws StatusError
 * in the API server's words.
 */
export function containerOf(cluster: Cluster, namespace: string, name: string, query: URLSearchParams): Target {
  const pod = getObject(cluster, 'pods', namespace, name) as Pod;
  const { containers } = pod.spec;
  const asked = query.get('container') ?? '';
  const container = asked === '' ? containers[0] : containers.find((one) => one.name === asked);
  if (asked === '' && containers.length > 1) {
    const names = containers.map((one) => one.name).join(' ');
    throw badRequestError(`a container name must be specified for pod ${name}, choose one of: [${names}]`);
  }
  if (!container) throw badRequestError(`container ${asked} is not valid for pod ${name}`);
  return { pod, container };
}

/** The same, for a container that runs. */
export function runningContainerOf(cluster: Cluster, namespace: string, name: string, query: URLSearchParams): Target {
  const target = containerOf(cluster, namespace, name, query);
  const { pod, container } = target;
  if (!pod.spec.nodeName) throw badRequestError(`pod ${name} does not have a host assigned`);
  const status = pod.status?.containerStatuses?.find((one) => one.name === container.name);
  // A dump may lack the statuses of containers.
  const isUp = status ? status.state?.running !== undefined : pod.status?.phase === 'Running';
  if (isUp && !isTerminal(pod)) return target;
  throw internalError(`unable to upgrade connection: container not found (${JSON.stringify(container.name)})`);
}
