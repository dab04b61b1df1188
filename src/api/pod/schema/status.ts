import type { TypeTable } from '../../schema-table.ts';

/** What is known of a pod that runs. */
export const POD_STATUS_TYPES: TypeTable = {
  PodStatus: `
    17 observedGeneration int64
    1 phase v1.PodPhase
    2 conditions []v1.PodCondition merge=type map=type
    3 message string
    4 reason string
    11 nominatedNodeName string
    5 hostIP string
    16 hostIPs []v1.HostIP merge=ip atomic
    6 podIP string
    12 podIPs []v1.PodIP merge=ip map=ip
    7 startTime *v1.Time
    10 initContainerStatuses []v1.ContainerStatus atomic
    8 containerStatuses []v1.ContainerStatus atomic
    9 qosClass v1.PodQOSClass =QOSClass
    13 ephemeralContainerStatuses []v1.ContainerStatus atomic
    14 resize v1.PodResizeStatus
    15 resourceClaimStatuses []v1.PodResourceClaimStatus merge+retainKeys=name map=name
    18 extendedResourceClaimStatus *v1.PodExtendedResourceClaimStatus
    19 allocatedResources v1.ResourceList
    20 resources *v1.ResourceRequirements
    21 nodeAllocatableResourceClaimStatuses []v1.NodeAllocatableResourceClaimStatus atomic`,
  PodPhase: '= string Pending|Running|Succeeded|Failed|Unknown',
  PodCondition: `
    1 type v1.PodConditionType always required
    7 observedGeneration int64
    2 status v1.ConditionStatus always required
    3 lastProbeTime v1.Time always
    4 lastTransitionTime v1.Time always
    5 reason string
    6 message string`,
  HostIP: `
    1 ip string =IP always required`,
  PodIP: `
    1 ip string =IP always required`,
  ContainerStatus: `
    1 name string always required
    2 state v1.ContainerState
    3 lastState v1.ContainerState =LastTerminationState
    4 ready bool always required
    5 restartCount int32 always required
    6 image string always required
    7 imageID string always required
    8 containerID string
    9 started *bool
    10 allocatedResources v1.ResourceList
    11 resources *v1.ResourceRequirements
    12 volumeMounts []v1.VolumeMountStatus merge=mountPath map=mountPath
    13 user *v1.ContainerUser
    14 allocatedResourcesStatus []v1.ResourceStatus merge=name map=name
    15 stopSignal *v1.Signal`,
  PodQOSClass: '= string Guaranteed|Burstable|BestEffort',
  PodResizeStatus: '= string',
  PodExtendedResourceClaimStatus: `
    1 requestMappings []v1.ContainerExtendedResourceRequest always required atomic
    2 resourceClaimName string always required`,
  NodeAllocatableResourceClaimStatus: `
    1 resourceClaimName string always required
    2 containers []string set
    3 resources map[v1.ResourceName]resource.Quantity always required`,
  PodConditionType: '= string',
  ConditionStatus: '= string',
  ContainerState: `
    1 waiting *v1.ContainerStateWaiting
    2 running *v1.ContainerStateRunning
    3 terminated *v1.ContainerStateTerminated`,
  VolumeMountStatus: `
    1 name string always required
    2 mountPath string always required
    3 readOnly bool
    4 recursiveReadOnly *v1.RecursiveReadOnlyMode
    5 volumeStatus *v1.VolumeStatus`,
  ContainerUser: `
    1 linux *v1.LinuxContainerUser`,
  ResourceStatus: `
    1 name v1.ResourceName always required
    2 resources []v1.ResourceHealth map=resourceID`,
  ContainerExtendedResourceRequest: `
    1 containerName string always required
    2 resourceName string always required
    3 requestName string always required`,
  ContainerStateWaiting: `
    1 reason string
    2 message string`,
  ContainerStateRunning: `
    1 startedAt v1.Time always`,
  ContainerStateTerminated: `
    1 exitCode int32 always required
    2 signal int32
    3 reason string
    4 message string
    5 startedAt v1.Time always
    6 finishedAt v1.Time always
    7 containerID string`,
  VolumeStatus: `
    1 image *v1.ImageVolumeStatus`,
  LinuxContainerUser: `
    1 uid int64 =UID always required
    2 gid int64 =GID always required
    3 supplementalGroups []int64 atomic`,
  ResourceHealth: `
    1 resourceID v1.ResourceID always required
    2 health v1.ResourceHealthStatus
    6 message *string`,
  ImageVolumeStatus: `
    1 imageRef string`,
  ResourceID: '= string',
  ResourceHealthStatus: '= string',
};
