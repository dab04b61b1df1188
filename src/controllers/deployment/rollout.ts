import type { Deployment } from '../../api/deployment/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import type { Context } from '../context.ts';
import { byAge, newReplicas, replicasOf, scaleSet, totalReplicas } from './replica-sets.ts';
import { rollingLimits } from './rolling-limits.ts';

/** One step of a rolling update: first more new pods, else fewer old ones, never beyond what the limits allow. */
export function rollForward(
  context: Context,
  deployment: Deployment,
  current: ReplicaSet,
  old: readonly ReplicaSet[],
): void {
  const wanted = deployment.spec.replicas ?? 1;
  const size = replicasOf(current);
  const target = size > wanted ? wanted : newReplicas(deployment, [...old, current], size);
  if (target !== size && scaleSet(context, deployment, current, target)) return;
  shrinkOld(context, deployment, current, old);
}

/** Recreate: all old pods go before the first new one comes. Returns whether they have gone. */
export function clearOld(context: Context, deployment: Deployment, old: readonly ReplicaSet[]): boolean {
  let scaled = false;
  for (const set of old) if (replicasOf(set) > 0) scaled = scaleSet(context, deployment, set, 0) || scaled;
  if (scaled) return false;
  return old.every((set) => {
    const { replicas = 0, terminatingReplicas = 0 } = (set.status ?? {}) as {
      replicas?: number;
      terminatingReplicas?: number;
    };
    return replicas + terminatingReplicas === 0;
  });
}

function shrinkOld(context: Context, deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): void {
  const { replicas, maxUnavailable } = rollingLimits(deployment);
  const minimum = replicas - maxUnavailable;
  const unavailable = replicasOf(current) - available(current);
  const spare = totalReplicas([...old, current]) - minimum - unavailable;
  if (totalReplicas(old) === 0 || spare <= 0) return;
  const sizes = new Map(byAge(old).map((set) => [set, replicasOf(set)]));
  let removed = 0;
  for (const [set, size] of sizes) {
    const unhealthy = Math.max(0, Math.min(spare - removed, size - available(set)));
    removed += unhealthy;
    sizes.set(set, size - unhealthy);
  }
  let surplus = [...old, current].reduce((sum, set) => sum + available(set), 0) - minimum;
  for (const [set, size] of sizes) {
    const down = Math.max(0, Math.min(size, surplus));
    surplus -= down;
    sizes.set(set, size - down);
  }
  for (const [set, size] of sizes) if (size !== replicasOf(set)) scaleSet(context, deployment, set, size);
}

function available(set: ReplicaSet): number {
  return set.status?.availableReplicas ?? 0;
}
