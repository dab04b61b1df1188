import type { TypeTable } from '../schema-table.ts';

/** Namespaces. */
export const NAMESPACE_TYPES: TypeTable = {
  Namespace: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.NamespaceSpec
    3 status v1.NamespaceStatus`,
  NamespaceSpec: `
    1 finalizers []v1.FinalizerName atomic`,
  NamespaceStatus: `
    1 phase v1.NamespacePhase
    2 conditions []v1.NamespaceCondition merge=type map=type`,
  FinalizerName: '= string',
  NamespacePhase: '= string Active|Terminating',
  NamespaceCondition: `
    1 type v1.NamespaceConditionType always required
    2 status v1.ConditionStatus always required
    4 lastTransitionTime v1.Time always
    5 reason string
    6 message string`,
  NamespaceConditionType: '= string',
  ConditionStatus: '= string',
};
