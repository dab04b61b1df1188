import type { Deployment, DeploymentStatus } from '../../api/deployment/type.ts';
import type { ReplicaSet } from '../../api/replica-set/type.ts';
import type { Context } from '../context.ts';
import { compact } from '../equality.ts';
import { conditionOf, millis } from '../pod-state.ts';
import { isAtLeast } from '../version.ts';
import { update } from '../writes.ts';
import { condition, progressing, setCondition } from './conditions.ts';
import { latest } from './replica-sets.ts';
import { rollingLimits } from './rolling-limits.ts';

/** Writes what the ReplicaSets have come to into the Deployment's status, and how its rollout is getting on. */
export function writeStatus(
  context: Context,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  options: { rollout: boolean },
): void {
  const stored = latest(context, deployment);
  const fresh = all.map((set) => freshSet(context, set));
  const currentSet = current && freshSet(context, current);
  let status = calculated(context, stored, fresh, currentSet);
  if (options.rollout && stored.spec.progressDeadlineSeconds !== 0x7fffffff) {
    status = withProgress(context, stored, status, currentSet);
  }
  update(context.tx, 'deployments', stored, { ...stored, status });
}

function freshSet({ tx }: Context, set: ReplicaSet): ReplicaSet {
  return (tx.get('replicasets', set.metadata.namespace ?? '', set.metadata.name) as ReplicaSet | undefined) ?? set;
}

/** Every pod is of the new template, there are as many as wanted, and all are available. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const replicas = deployment.spec.replicas ?? 1;
  return (
    (status.updatedReplicas ?? 0) === replicas &&
    (status.replicas ?? 0) === replicas &&
    (status.availableReplicas ?? 0) === replicas &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function calculated(
  { tx }: Context,
  deployment: Deployment,
  all: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
): DeploymentStatus {
  const sum = (count: (set: ReplicaSet) => number | undefined): number =>
    all.reduce((total, set) => total + (count(set) ?? 0), 0);
  const replicas = sum((set) => set.status?.replicas);
  const available = sum((set) => set.status?.availableReplicas);
  const wanted = deployment.spec.replicas ?? 1;
  const terminating = sum((set) => (set.status as { terminatingReplicas?: number } | undefined)?.terminatingReplicas);
  const enough = available >= wanted - rollingLimits(deployment).maxUnavailable;
  const availability = enough
    ? condition(tx, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
    : condition(
        tx,
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
      );
  return compact({
    ...deployment.status,
    observedGeneration: deployment.metadata.generation,
    replicas: replicas || undefined,
    updatedReplicas: current?.status?.replicas || undefined,
    readyReplicas: sum((set) => set.status?.readyReplicas) || undefined,
    availableReplicas: available || undefined,
    unavailableReplicas: Math.max(0, totalSize(all) - available) || undefined,
    terminatingReplicas: isAtLeast(tx.config, 35) ? terminating : undefined,
    conditions: setCondition(deployment.status?.conditions, availability),
  }) as DeploymentStatus;
}

function totalSize(all: readonly ReplicaSet[]): number {
  return all.reduce((total, set) => total + (set.spec.replicas ?? 1), 0);
}

function withProgress(
  { tx }: Context,
  deployment: Deployment,
  status: DeploymentStatus,
  current: ReplicaSet | undefined,
): DeploymentStatus {
  const known = conditionOf(status.conditions, 'Progressing');
  const over = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && known?.reason === 'NewReplicaSetAvailable';
  if (over) return status;
  const about = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  const conditions = status.conditions ?? [];
  if (isComplete(deployment, status)) {
    const next = progressing(tx, 'True', 'NewReplicaSetAvailable', `${about} has successfully progressed.`);
    return { ...status, conditions: setCondition(conditions, next) };
  }
  if (isMoving(deployment.status ?? {}, status)) {
    const next = progressing(tx, 'True', 'ReplicaSetUpdated', `${about} is progressing.`);
    const since = known?.status === 'True' ? known.lastTransitionTime : next.lastTransitionTime;
    const others = conditions.filter(({ type }) => type !== 'Progressing');
    return { ...status, conditions: [...others, { ...next, lastTransitionTime: since ?? null }] };
  }
  const deadline = (deployment.spec.progressDeadlineSeconds ?? 600) * 1000;
  if (known && known.reason !== 'NewReplicaSetAvailable' && millis(known.lastUpdateTime) + deadline < tx.now) {
    const next = progressing(tx, 'False', 'ProgressDeadlineExceeded', `${about} has timed out progressing.`);
    return { ...status, conditions: setCondition(conditions, next) };
  }
  return status;
}

/** More pods are new, fewer are old, or more are ready or available than when last looked at (DeploymentProgressing). */
function isMoving(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}
