import type { TypeTable } from '../schema-table.ts';

/** Deployments; templates are the pods' own. */
export const DEPLOYMENT_TYPES: TypeTable = {
  Deployment: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.DeploymentSpec
    3 status v1.DeploymentStatus`,
  DeploymentSpec: `
    1 replicas *int32
    2 selector *v1.LabelSelector always required
    3 template v1.PodTemplateSpec always required
    4 strategy v1.DeploymentStrategy retainKeys
    5 minReadySeconds int32
    6 revisionHistoryLimit *int32
    7 paused bool
    9 progressDeadlineSeconds *int32`,
  DeploymentStatus: `
    1 observedGeneration int64
    2 replicas int32
    3 updatedReplicas int32
    7 readyReplicas int32
    4 availableReplicas int32
    5 unavailableReplicas int32
    9 terminatingReplicas *int32
    6 conditions []v1.DeploymentCondition merge=type map=type
    8 collisionCount *int32`,
  DeploymentStrategy: `
    1 type v1.DeploymentStrategyType
    2 rollingUpdate *v1.RollingUpdateDeployment`,
  DeploymentCondition: `
    1 type v1.DeploymentConditionType always required
    2 status v1.ConditionStatus always required
    6 lastUpdateTime v1.Time always
    7 lastTransitionTime v1.Time always
    4 reason string
    5 message string`,
  DeploymentStrategyType: '= string Recreate|RollingUpdate',
  RollingUpdateDeployment: `
    1 maxUnavailable *intstr.IntOrString
    2 maxSurge *intstr.IntOrString`,
  DeploymentConditionType: '= string',
};
