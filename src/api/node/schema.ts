import type { TypeTable } from '../schema-table.ts';

/** Nodes. */
export const NODE_TYPES: TypeTable = {
  Node: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.NodeSpec
    3 status v1.NodeStatus`,
  NodeSpec: `
    1 podCIDR string
    7 podCIDRs []string merge set
    3 providerID string
    4 unschedulable bool
    5 taints []v1.Taint atomic
    6 configSource *v1.NodeConfigSource
    2 externalID string =DoNotUseExternalID`,
  NodeStatus: `
    1 capacity v1.ResourceList
    2 allocatable v1.ResourceList
    3 phase v1.NodePhase
    4 conditions []v1.NodeCondition merge=type map=type
    5 addresses []v1.NodeAddress merge=type map=type
    6 daemonEndpoints v1.NodeDaemonEndpoints
    7 nodeInfo v1.NodeSystemInfo
    8 images []v1.ContainerImage atomic
    9 volumesInUse []v1.UniqueVolumeName atomic
    10 volumesAttached []v1.AttachedVolume atomic
    11 config *v1.NodeConfigStatus
    12 runtimeHandlers []v1.NodeRuntimeHandler atomic
    13 features *v1.NodeFeatures
    14 declaredFeatures []string atomic`,
  Taint: `
    1 key string always required
    2 value string
    3 effect v1.TaintEffect always required
    4 timeAdded *v1.Time`,
  NodeConfigSource: `
    2 configMap *v1.ConfigMapNodeConfigSource`,
  ResourceList: '= map[v1.ResourceName]resource.Quantity',
  NodePhase: '= string Pending|Running|Terminated',
  NodeCondition: `
    1 type v1.NodeConditionType always required
    2 status v1.ConditionStatus always required
    3 lastHeartbeatTime v1.Time always
    4 lastTransitionTime v1.Time always
    5 reason string
    6 message string`,
  NodeAddress: `
    1 type v1.NodeAddressType always required
    2 address string always required`,
  NodeDaemonEndpoints: `
    1 kubeletEndpoint v1.DaemonEndpoint`,
  NodeSystemInfo: `
    1 machineID string always required
    2 systemUUID string always required
    3 bootID string always required
    4 kernelVersion string always required
    5 osImage string =OSImage always required
    6 containerRuntimeVersion string always required
    7 kubeletVersion string always required
    8 kubeProxyVersion string always required
    9 operatingSystem string always required
    10 architecture string always required
    11 swap *v1.NodeSwapStatus`,
  ContainerImage: `
    1 names []string always atomic
    2 sizeBytes int64`,
  UniqueVolumeName: '= string',
  AttachedVolume: `
    1 name v1.UniqueVolumeName always required
    2 devicePath string always required`,
  NodeConfigStatus: `
    1 assigned *v1.NodeConfigSource
    2 active *v1.NodeConfigSource
    3 lastKnownGood *v1.NodeConfigSource
    4 error string`,
  NodeRuntimeHandler: `
    1 name string always
    2 features *v1.NodeRuntimeHandlerFeatures`,
  NodeFeatures: `
    1 supplementalGroupsPolicy *bool`,
  TaintEffect: '= string NoSchedule|PreferNoSchedule|NoExecute',
  ConfigMapNodeConfigSource: `
    1 namespace string always required
    2 name string always required
    3 uid types.UID =UID
    4 resourceVersion string
    5 kubeletConfigKey string always required`,
  NodeConditionType: '= string',
  ConditionStatus: '= string',
  NodeAddressType: '= string',
  DaemonEndpoint: `
    1 Port int32 always required`,
  NodeSwapStatus: `
    1 capacity *int64`,
  NodeRuntimeHandlerFeatures: `
    1 recursiveReadOnlyMounts *bool
    2 userNamespaces *bool`,
};
