import type { Deployment } from '../../api/deployment/type.ts';
import type { Condition } from '../../api/meta.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { conditionOf } from '../pod-state.ts';

type Status = Condition['status'];

/** A condition that starts now. */
export function condition(tx: Transaction, type: string, status: Status, reason: string, message: string): Condition {
  return { lastTransitionTime: tx.timestamp(), lastUpdateTime: tx.timestamp(), message, reason, status, type };
}

export function progressing(tx: Transaction, status: Status, reason: string, message: string): Condition {
  return condition(tx, 'Progressing', status, reason, message);
}

/**
 * The conditions with one set: kept as it was where status and reason are the same, otherwise last in the list, with the
 * time of its last transition kept where only the reason changed (SetDeploymentCondition).
 */
export function setCondition(conditions: readonly Condition[] | undefined, next: Condition): Condition[] {
  const current = conditionOf(conditions, next.type);
  if (current?.status === next.status && current.reason === next.reason) return [...(conditions ?? [])];
  const since = current?.status === next.status ? current.lastTransitionTime : next.lastTransitionTime;
  const others = (conditions ?? []).filter(({ type }) => type !== next.type);
  return [...others, { ...next, lastTransitionTime: since ?? null }];
}

export function withCondition(deployment: Deployment, next: Condition): Deployment {
  const conditions = setCondition(deployment.status?.conditions, next);
  return { ...deployment, status: { ...deployment.status, conditions } };
}
