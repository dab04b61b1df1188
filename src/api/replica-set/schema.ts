import type { TypeTable } from '../schema-table.ts';

/** ReplicaSets; templates are the pods' own. */
export const REPLICA_SET_TYPES: TypeTable = {
  ReplicaSet: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.ReplicaSetSpec
    3 status v1.ReplicaSetStatus`,
  ReplicaSetSpec: `
    1 replicas *int32
    4 minReadySeconds int32
    2 selector *v1.LabelSelector always required
    3 template v1.PodTemplateSpec`,
  ReplicaSetStatus: `
    1 replicas int32 always required
    2 fullyLabeledReplicas int32
    4 readyReplicas int32
    5 availableReplicas int32
    7 terminatingReplicas *int32
    3 observedGeneration int64
    6 conditions []v1.ReplicaSetCondition merge=type map=type`,
  ReplicaSetCondition: `
    1 type v1.ReplicaSetConditionType always required
    2 status v1.ConditionStatus always required
    3 lastTransitionTime v1.Time always
    4 reason string
    5 message string`,
  ReplicaSetConditionType: '= string',
};
