import type { KubeObject } from '../api/meta.ts';
import type { ContainerStatus, Pod } from '../api/pod/type.ts';
import type { Cluster } from './cluster.ts';
import { servicesAt, type LedgerEntry } from './service-ledger.ts';

/** Whether a write of a pod lets its containers start or start anew: that moment fixes their environment. */
export function hasStarted(before: KubeObject | undefined, after: KubeObject): boolean {
  const started = startsOf(after);
  return started !== '' && (before?.metadata.uid !== after.metadata.uid || startsOf(before) !== started);
}

/** The revision at which the pod's containers started; of a pod that has not started yet, the present one. */
export function podStartRevision(cluster: Cluster, pod: KubeObject): number {
  return cluster.podStarts.get(pod.metadata.uid ?? '') ?? cluster.revision;
}

/** The Services as they stood when the pod's containers started, by `namespace/name`. */
export function servicesSeenBy(cluster: Cluster, pod: KubeObject): Map<string, LedgerEntry> {
  return servicesAt(cluster.ledger, podStartRevision(cluster, pod));
}

/** When the containers started, in milliseconds since the epoch, as far as the pod itself says; NaN if it does not. */
export function startedAt(pod: KubeObject): number {
  const { containerStatuses = [], startTime } = (pod as Pod).status ?? {};
  const running = containerStatuses.map((status) => status.state?.running?.startedAt).find((text) => text);
  return Date.parse(running ?? startTime ?? '');
}

/** Changes whenever a container is started: how often each has run, empty while none runs. */
function startsOf(pod: KubeObject | undefined): string {
  const { containerStatuses = [], phase } = (pod as Pod | undefined)?.status ?? {};
  if (phase !== 'Running' && !containerStatuses.some((status) => status.state?.running)) return '';
  return (
    containerStatuses.map((status: ContainerStatus) => `${status.name}:${status.restartCount ?? 0}`).join(' ') || ' '
  );
}
