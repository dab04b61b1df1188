import type { TypeTable } from '../schema-table.ts';

/** DaemonSets; templates are the pods' own. */
export const DAEMON_SET_TYPES: TypeTable = {
  DaemonSet: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.DaemonSetSpec
    3 status v1.DaemonSetStatus`,
  DaemonSetSpec: `
    1 selector *v1.LabelSelector always required
    2 template v1.PodTemplateSpec always required
    3 updateStrategy v1.DaemonSetUpdateStrategy
    4 minReadySeconds int32
    6 revisionHistoryLimit *int32`,
  DaemonSetStatus: `
    1 currentNumberScheduled int32 always required
    2 numberMisscheduled int32 always required
    3 desiredNumberScheduled int32 always required
    4 numberReady int32 always required
    5 observedGeneration int64
    6 updatedNumberScheduled int32
    7 numberAvailable int32
    8 numberUnavailable int32
    9 collisionCount *int32
    10 conditions []v1.DaemonSetCondition merge=type map=type`,
  DaemonSetUpdateStrategy: `
    1 type v1.DaemonSetUpdateStrategyType
    2 rollingUpdate *v1.RollingUpdateDaemonSet`,
  DaemonSetCondition: `
    1 type v1.DaemonSetConditionType always required
    2 status v1.ConditionStatus always required
    3 lastTransitionTime v1.Time always
    4 reason string
    5 message string`,
  DaemonSetUpdateStrategyType: '= string RollingUpdate|OnDelete',
  RollingUpdateDaemonSet: `
    1 maxUnavailable *intstr.IntOrString
    2 maxSurge *intstr.IntOrString`,
  DaemonSetConditionType: '= string',
};
