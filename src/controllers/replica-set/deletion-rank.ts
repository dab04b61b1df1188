import type { Pod } from '../../api/pod/type.ts';
import { conditionOf, isReady, millis } from '../pod-state.ts';

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASES = ['Pending', 'Unknown', 'Running'];

export interface RankOptions {
  /** How many active pods of the same owner's ReplicaSets stand on the pod's node. */
  readonly crowding: (pod: Pod) => number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Ages are compared by their order of magnitude (LogarithmicScaleDown, on by default since 1.22). */
  readonly logarithmic: boolean;
}

/**
 * The pods in the order in which a ReplicaSet gives them up: unassigned, pending, unready ones first, then the cheaper,
 * the more crowded, the more recently ready, the more often restarted and the younger (ActivePodsWithRanks of
 * kube-controller-manager).
 */
export function byDeletionRank(pods: readonly Pod[], options: RankOptions): Pod[] {
  const entries = pods.map((pod) => ({ pod, crowding: options.crowding(pod) }));
  const younger = (a: number, b: number, first: Pod, second: Pod): number => {
    if (a === 0 || b === 0 || !options.logarithmic) return a === 0 ? -1 : b === 0 ? 1 : b - a;
    const difference = magnitude(options.now - a) - magnitude(options.now - b);
    return difference !== 0 ? difference : (first.metadata.uid ?? '') < (second.metadata.uid ?? '') ? -1 : 1;
  };
  entries.sort((a, b) => {
    const [first, second] = [a.pod, b.pod];
    const difference =
      Number(Boolean(first.spec.nodeName)) - Number(Boolean(second.spec.nodeName)) ||
      phaseRank(first) - phaseRank(second) ||
      Number(isReady(first)) - Number(isReady(second)) ||
      deletionCost(first) - deletionCost(second) ||
      b.crowding - a.crowding;
    if (difference !== 0) return difference;
    if (isReady(first) && isReady(second)) {
      const [ready, otherReady] = [readySince(first), readySince(second)];
      if (ready !== otherReady) return younger(ready, otherReady, first, second);
    }
    const restarts = restartCount(second) - restartCount(first);
    if (restarts !== 0) return restarts;
    const [created, otherCreated] = [first, second].map((pod) => millis(pod.metadata.creationTimestamp));
    return created === otherCreated ? 0 : younger(created ?? 0, otherCreated ?? 0, first, second);
  });
  return entries.map(({ pod }) => pod);
}

function phaseRank(pod: Pod): number {
  return PHASES.indexOf(pod.status?.phase ?? 'Pending');
}

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST] ?? '';
  const cost = /^-?(0|[1-9]\d*)$/.test(text) ? Number(text) : 0;
  return Math.abs(cost) <= 0x7fffffff ? cost : 0;
}

function readySince(pod: Pod): number {
  return millis(conditionOf(pod.status?.conditions, 'Ready')?.lastTransitionTime);
}

function restartCount(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount));
}

/** log2 of the age in nanoseconds, as a whole number; -1 for no age. */
function magnitude(age: number): number {
  return age > 0 ? Math.trunc(Math.log2(age * 1e6)) : -1;
}
