import type { Deployment } from '../../api/deployment/type.ts';
import type { IntOrString } from '../../api/meta.ts';

export interface RollingLimits {
  readonly replicas: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
}

/**
 * How many pods a rollout may have too many and too few. A percentage of surge is rounded up, of unavailability down; where
 * both come to nothing one may be missing (ResolveFenceposts of kube-controller-manager).
 */
export function rollingLimits(deployment: Deployment): RollingLimits {
  const replicas = deployment.spec.replicas ?? 1;
  if (!isRolling(deployment) || replicas === 0) return { replicas, maxSurge: 0, maxUnavailable: 0 };
  const { maxSurge, maxUnavailable } = deployment.spec.strategy?.rollingUpdate ?? {};
  const surge = scaled(maxSurge ?? '25%', replicas, Math.ceil);
  const unavailable = scaled(maxUnavailable ?? '25%', replicas, Math.floor);
  if (surge === 0 && unavailable === 0) return { replicas, maxSurge: 0, maxUnavailable: 1 };
  return { replicas, maxSurge: surge, maxUnavailable: Math.min(unavailable, replicas) };
}

/** Whether pods are replaced bit by bit (the default) rather than all at once. */
export function isRolling(deployment: Deployment): boolean {
  return deployment.spec.strategy?.type !== 'Recreate';
}

function scaled(value: IntOrString, total: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value;
  const percent = /^(\d{1,6})%$/.exec(value)?.[1];
  return percent === undefined ? 0 : round((Number(percent) * total) / 100);
}
