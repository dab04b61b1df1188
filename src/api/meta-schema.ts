import type { TypeTable } from './schema-table.ts';

/** What every object has: metadata, owners, selectors, conditions. */
export const META_TYPES: TypeTable = {
  ObjectMeta: `
    1 name string
    2 generateName string
    3 namespace string
    4 selfLink string
    5 uid types.UID =UID
    6 resourceVersion string
    7 generation int64
    8 creationTimestamp v1.Time
    9 deletionTimestamp *v1.Time
    10 deletionGracePeriodSeconds *int64
    11 labels map[string]string
    12 annotations map[string]string
    13 ownerReferences []v1.OwnerReference merge=uid map=uid
    14 finalizers []string merge set
    17 managedFields []v1.ManagedFieldsEntry atomic`,
  OwnerReference: `
    (atomic)
    5 apiVersion string =APIVersion always required
    1 kind string always required
    3 name string always required
    4 uid types.UID =UID always required
    6 controller *bool
    7 blockOwnerDeletion *bool`,
  ManagedFieldsEntry: `
    1 manager string
    2 operation v1.ManagedFieldsOperationType
    3 apiVersion string =APIVersion
    4 time *v1.Time
    6 fieldsType string
    7 fieldsV1 *v1.FieldsV1
    8 subresource string`,
  ManagedFieldsOperationType: '= string',
  TypeMeta: `
    1 kind string
    2 apiVersion string =APIVersion`,
  LabelSelector: `
    (atomic)
    1 matchLabels map[string]string
    2 matchExpressions []v1.LabelSelectorRequirement atomic`,
  LabelSelectorRequirement: `
    1 key string always required
    2 operator v1.LabelSelectorOperator always required
    3 values []string atomic`,
  LabelSelectorOperator: '= string',
  Condition: `
    1 type string always required
    2 status v1.ConditionStatus always required
    3 observedGeneration int64
    4 lastTransitionTime v1.Time always required
    5 reason string always required
    6 message string always required`,
  ConditionStatus: '= string',
  DeleteOptions: `
    ~TypeMeta
    1 gracePeriodSeconds *int64
    2 preconditions *v1.Preconditions
    3 orphanDependents *bool
    4 propagationPolicy *v1.DeletionPropagation
    5 dryRun []string atomic
    6 ignoreStoreReadErrorWithClusterBreakingPotential *bool`,
  Preconditions: `
    1 uid *types.UID =UID
    2 resourceVersion *string`,
  DeletionPropagation: '= string',
  ListMeta: `
    1 selfLink string
    2 resourceVersion string
    3 continue string
    4 remainingItemCount *int64
    5 shardInfo *v1.ShardInfo`,
  ShardInfo: `
    1 selector string always required`,
};
