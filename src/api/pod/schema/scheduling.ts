import type { TypeTable } from '../../schema-table.ts';

/** Affinities, tolerations and the spread over topologies. */
export const SCHEDULING_TYPES: TypeTable = {
  Affinity: `
    1 nodeAffinity *v1.NodeAffinity
    2 podAffinity *v1.PodAffinity
    3 podAntiAffinity *v1.PodAntiAffinity`,
  Toleration: `
    1 key string
    2 operator v1.TolerationOperator
    3 value string
    4 effect v1.TaintEffect
    5 tolerationSeconds *int64`,
  TopologySpreadConstraint: `
    1 maxSkew int32 always required
    2 topologyKey string always required
    3 whenUnsatisfiable v1.UnsatisfiableConstraintAction always required
    4 labelSelector *v1.LabelSelector
    5 minDomains *int32
    6 nodeAffinityPolicy *v1.NodeInclusionPolicy
    7 nodeTaintsPolicy *v1.NodeInclusionPolicy
    8 matchLabelKeys []string atomic`,
  NodeAffinity: `
    1 requiredDuringSchedulingIgnoredDuringExecution *v1.NodeSelector
    2 preferredDuringSchedulingIgnoredDuringExecution []v1.PreferredSchedulingTerm atomic`,
  PodAffinity: `
    1 requiredDuringSchedulingIgnoredDuringExecution []v1.PodAffinityTerm atomic
    2 preferredDuringSchedulingIgnoredDuringExecution []v1.WeightedPodAffinityTerm atomic`,
  PodAntiAffinity: `
    1 requiredDuringSchedulingIgnoredDuringExecution []v1.PodAffinityTerm atomic
    2 preferredDuringSchedulingIgnoredDuringExecution []v1.WeightedPodAffinityTerm atomic`,
  TolerationOperator: '= string Exists|Equal|Lt|Gt',
  TaintEffect: '= string NoSchedule|PreferNoSchedule|NoExecute',
  UnsatisfiableConstraintAction: '= string DoNotSchedule|ScheduleAnyway',
  NodeInclusionPolicy: '= string Ignore|Honor',
  NodeSelector: `
    (atomic)
    1 nodeSelectorTerms []v1.NodeSelectorTerm always required atomic`,
  PreferredSchedulingTerm: `
    1 weight int32 always required
    2 preference v1.NodeSelectorTerm always required`,
  PodAffinityTerm: `
    1 labelSelector *v1.LabelSelector
    2 namespaces []string atomic
    3 topologyKey string always required
    4 namespaceSelector *v1.LabelSelector
    5 matchLabelKeys []string atomic
    6 mismatchLabelKeys []string atomic`,
  WeightedPodAffinityTerm: `
    1 weight int32 always required
    2 podAffinityTerm v1.PodAffinityTerm always required`,
  NodeSelectorTerm: `
    (atomic)
    1 matchExpressions []v1.NodeSelectorRequirement atomic
    2 matchFields []v1.NodeSelectorRequirement atomic`,
  NodeSelectorRequirement: `
    1 key string always required
    2 operator v1.NodeSelectorOperator always required
    3 values []string atomic`,
  NodeSelectorOperator: '= string In|NotIn|Exists|DoesNotExist|Gt|Lt',
};
