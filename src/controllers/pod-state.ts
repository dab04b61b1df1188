import type { Condition } from '../api/meta.ts';
import type { Pod } from '../api/pod/type.ts';

export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Condition Ready is True. */
export function isReady(pod: Pod): boolean {
  return conditionOf(pod.status?.conditions, 'Ready')?.status === 'True';
}

/** Its containers have ended for good. */
export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Neither ended nor being deleted: counts towards its owner's replicas. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && !isTerminating(pod);
}

/** Milliseconds since the epoch of an API timestamp; 0 for none. */
export function millis(timestamp: string | null | undefined): number {
  const parsed = timestamp ? Date.parse(timestamp) : 0;
  return Number.isNaN(parsed) ? 0 : parsed;
}

/** The pod's addresses of a family, by its textual form: podIPs, or podIP alone where there are none. */
export function podAddress(pod: Pod, family: 'IPv4' | 'IPv6'): string | undefined {
  const { podIP, podIPs } = pod.status ?? {};
  const all = podIPs && podIPs.length > 0 ? podIPs.map(({ ip }) => ip) : podIP ? [podIP] : [];
  return all.find((ip) => ip.includes(':') === (family === 'IPv6'));
}
