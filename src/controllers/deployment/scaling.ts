import type { Deployment } from '../../api/deployment/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import type { Context } from '../context.ts';
import { byAge, MAX_REPLICAS, replicasOf, scaleSet, totalReplicas } from './replica-sets.ts';
import { isRolling, rollingLimits } from './rolling-limits.ts';

/**
 * Carries a changed `replicas` over to the ReplicaSets: to the only active one, or, in the middle of a rolling update, to
 * all of them in proportion to their sizes (deployment controller's `scale`).
 */
export function scale(
  context: Context,
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: readonly ReplicaSet[],
): void {
  const { replicas, maxSurge } = rollingLimits(deployment);
  const all = current ? [...old, current] : [...old];
  const active = all.filter((set) => replicasOf(set) > 0);
  const only = active.length === 1 ? active[0] : active.length === 0 ? (current ?? byAge(old).at(-1)) : undefined;
  if (only) {
    scaleSet(context, deployment, only, replicas);
    return;
  }
  if (current && isSaturated(deployment, current)) {
    for (const set of old) if (replicasOf(set) > 0) scaleSet(context, deployment, set, 0);
    return;
  }
  if (!isRolling(deployment)) return;
  const toAdd = (replicas > 0 ? replicas + maxSurge : 0) - totalReplicas(active);
  let added = 0;
  const sizes = bySize(active, toAdd > 0).map((set) => {
    const share = proportion(deployment, set, toAdd, added);
    added += share;
    return { set, size: replicasOf(set) + share };
  });
  for (const [i, { set, size }] of sizes.entries()) {
    const leftover = i === 0 && toAdd !== 0 ? toAdd - added : 0;
    scaleSet(context, deployment, set, Math.max(0, size + leftover));
  }
}

function isSaturated(deployment: Deployment, set: ReplicaSet): boolean {
  const wanted = deployment.spec.replicas ?? 1;
  return replicasOf(set) === wanted && (set.status?.availableReplicas ?? 0) === wanted;
}

/** Biggest first; of equal ones the newest (or the oldest, when shrinking) first. */
function bySize(sets: readonly ReplicaSet[], newestFirst: boolean): ReplicaSet[] {
  const ordered = newestFirst ? byAge(sets).toReversed() : byAge(sets);
  return ordered.toSorted((a, b) => replicasOf(b) - replicasOf(a));
}

function proportion(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (replicasOf(set) === 0 || toAdd === 0 || toAdd === added) return 0;
  const share = fraction(deployment, set);
  const allowed = toAdd - added;
  return toAdd > 0 ? Math.min(share, allowed) : Math.max(share, allowed);
}

function fraction(deployment: Deployment, set: ReplicaSet): number {
  const { replicas, maxSurge } = rollingLimits(deployment);
  if (replicas === 0) return -replicasOf(set);
  const annotated = Number(set.metadata.annotations?.[MAX_REPLICAS] ?? 0) || deployment.status?.replicas || 1;
  return Math.round((replicasOf(set) * (replicas + maxSurge)) / annotated) - replicasOf(set);
}
