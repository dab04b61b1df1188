import type { TypeTable } from '../../schema-table.ts';

/** Containers: ports, variables, mounts, probes, resources. */
export const CONTAINER_TYPES: TypeTable = {
  Container: `
    1 name string always required
    2 image string
    3 command []string atomic
    4 args []string atomic
    5 workingDir string
    6 ports []v1.ContainerPort merge=containerPort map=containerPort,protocol
    19 envFrom []v1.EnvFromSource atomic
    7 env []v1.EnvVar merge=name map=name
    8 resources v1.ResourceRequirements
    23 resizePolicy []v1.ContainerResizePolicy atomic
    24 restartPolicy *v1.ContainerRestartPolicy
    25 restartPolicyRules []v1.ContainerRestartRule atomic
    9 volumeMounts []v1.VolumeMount merge=mountPath map=mountPath
    21 volumeDevices []v1.VolumeDevice merge=devicePath map=devicePath
    10 livenessProbe *v1.Probe
    11 readinessProbe *v1.Probe
    22 startupProbe *v1.Probe
    12 lifecycle *v1.Lifecycle
    13 terminationMessagePath string
    20 terminationMessagePolicy v1.TerminationMessagePolicy
    14 imagePullPolicy v1.PullPolicy
    15 securityContext *v1.SecurityContext
    16 stdin bool
    17 stdinOnce bool
    18 tty bool =TTY`,
  EphemeralContainer: `
    ~EphemeralContainerCommon
    2 targetContainerName string`,
  ResourceList: '= map[v1.ResourceName]resource.Quantity',
  ResourceRequirements: `
    1 limits v1.ResourceList
    2 requests v1.ResourceList
    3 claims []v1.ResourceClaim map=name`,
  ContainerPort: `
    1 name string
    2 hostPort int32
    3 containerPort int32 always required
    4 protocol v1.Protocol
    5 hostIP string`,
  EnvFromSource: `
    1 prefix string
    2 configMapRef *v1.ConfigMapEnvSource
    3 secretRef *v1.SecretEnvSource`,
  EnvVar: `
    1 name string always required
    2 value string
    3 valueFrom *v1.EnvVarSource`,
  ContainerResizePolicy: `
    1 resourceName v1.ResourceName always required
    2 restartPolicy v1.ResourceResizeRestartPolicy always required`,
  ContainerRestartPolicy: '= string',
  ContainerRestartRule: `
    1 action v1.ContainerRestartRuleAction
    2 exitCodes *v1.ContainerRestartRuleOnExitCodes`,
  VolumeMount: `
    1 name string always required
    2 readOnly bool
    7 recursiveReadOnly *v1.RecursiveReadOnlyMode
    3 mountPath string always required
    4 subPath string
    5 mountPropagation *v1.MountPropagationMode
    6 subPathExpr string`,
  VolumeDevice: `
    1 name string always required
    2 devicePath string always required`,
  Probe: `
    ~ProbeHandler
    2 initialDelaySeconds int32
    3 timeoutSeconds int32
    4 periodSeconds int32
    5 successThreshold int32
    6 failureThreshold int32
    7 terminationGracePeriodSeconds *int64`,
  Lifecycle: `
    1 postStart *v1.LifecycleHandler
    2 preStop *v1.LifecycleHandler
    3 stopSignal *v1.Signal`,
  TerminationMessagePolicy: '= string File|FallbackToLogsOnError',
  EphemeralContainerCommon: `
    1 name string always required
    2 image string
    3 command []string atomic
    4 args []string atomic
    5 workingDir string
    6 ports []v1.ContainerPort merge=containerPort map=containerPort,protocol
    19 envFrom []v1.EnvFromSource atomic
    7 env []v1.EnvVar merge=name map=name
    8 resources v1.ResourceRequirements
    23 resizePolicy []v1.ContainerResizePolicy atomic
    24 restartPolicy *v1.ContainerRestartPolicy
    25 restartPolicyRules []v1.ContainerRestartRule atomic
    9 volumeMounts []v1.VolumeMount merge=mountPath map=mountPath
    21 volumeDevices []v1.VolumeDevice merge=devicePath map=devicePath
    10 livenessProbe *v1.Probe
    11 readinessProbe *v1.Probe
    22 startupProbe *v1.Probe
    12 lifecycle *v1.Lifecycle
    13 terminationMessagePath string
    20 terminationMessagePolicy v1.TerminationMessagePolicy
    14 imagePullPolicy v1.PullPolicy
    15 securityContext *v1.SecurityContext
    16 stdin bool
    17 stdinOnce bool
    18 tty bool =TTY`,
  ResourceClaim: `
    1 name string always required
    2 request string`,
  Signal:
    '= string SIGABRT|SIGALRM|SIGBUS|SIGCHLD|SIGCLD|SIGCONT|SIGFPE|SIGHUP|SIGILL|SIGINT|SIGIO|SIGIOT|SIGKILL|SIGPIPE|SIGPOLL|SIGPROF|SIGPWR|SIGQUIT|SIGSEGV|SIGSTKFLT|SIGSTOP|SIGSYS|SIGTERM|SIGTRAP|SIGTSTP|SIGTTIN|SIGTTOU|SIGURG|SIGUSR1|SIGUSR2|SIGVTALRM|SIGWINCH|SIGXCPU|SIGXFSZ|SIGRTMIN|SIGRTMIN+1|SIGRTMIN+2|SIGRTMIN+3|SIGRTMIN+4|SIGRTMIN+5|SIGRTMIN+6|SIGRTMIN+7|SIGRTMIN+8|SIGRTMIN+9|SIGRTMIN+10|SIGRTMIN+11|SIGRTMIN+12|SIGRTMIN+13|SIGRTMIN+14|SIGRTMIN+15|SIGRTMAX-14|SIGRTMAX-13|SIGRTMAX-12|SIGRTMAX-11|SIGRTMAX-10|SIGRTMAX-9|SIGRTMAX-8|SIGRTMAX-7|SIGRTMAX-6|SIGRTMAX-5|SIGRTMAX-4|SIGRTMAX-3|SIGRTMAX-2|SIGRTMAX-1|SIGRTMAX',
  Protocol: '= string TCP|UDP|SCTP',
  ConfigMapEnvSource: `
    ~LocalObjectReference
    2 optional *bool`,
  SecretEnvSource: `
    ~LocalObjectReference
    2 optional *bool`,
  EnvVarSource: `
    1 fieldRef *v1.ObjectFieldSelector
    2 resourceFieldRef *v1.ResourceFieldSelector
    3 configMapKeyRef *v1.ConfigMapKeySelector
    4 secretKeyRef *v1.SecretKeySelector
    5 fileKeyRef *v1.FileKeySelector`,
  ResourceName: '= string',
  ResourceResizeRestartPolicy: '= string',
  ContainerRestartRuleAction: '= string',
  ContainerRestartRuleOnExitCodes: `
    1 operator v1.ContainerRestartRuleOnExitCodesOperator
    2 values []int32 set`,
  RecursiveReadOnlyMode: '= string',
  MountPropagationMode: '= string None|HostToContainer|Bidirectional',
  ProbeHandler: `
    1 exec *v1.ExecAction
    2 httpGet *v1.HTTPGetAction =HTTPGet
    3 tcpSocket *v1.TCPSocketAction =TCPSocket
    4 grpc *v1.GRPCAction =GRPC`,
  LifecycleHandler: `
    1 exec *v1.ExecAction
    2 httpGet *v1.HTTPGetAction =HTTPGet
    3 tcpSocket *v1.TCPSocketAction =TCPSocket
    4 sleep *v1.SleepAction`,
  ObjectFieldSelector: `
    (atomic)
    1 apiVersion string =APIVersion
    2 fieldPath string always required`,
  ResourceFieldSelector: `
    (atomic)
    1 containerName string
    2 resource string always required
    3 divisor resource.Quantity always`,
  ConfigMapKeySelector: `
    (atomic)
    ~LocalObjectReference
    2 key string always required
    3 optional *bool`,
  SecretKeySelector: `
    (atomic)
    ~LocalObjectReference
    2 key string always required
    3 optional *bool`,
  FileKeySelector: `
    (atomic)
    1 volumeName string always required
    2 path string always required
    3 key string always required
    4 optional *bool`,
  ContainerRestartRuleOnExitCodesOperator: '= string',
  ExecAction: `
    1 command []string atomic`,
  HTTPGetAction: `
    1 path string
    2 port intstr.IntOrString always required
    3 host string
    4 scheme v1.URIScheme
    5 httpHeaders []v1.HTTPHeader =HTTPHeaders atomic`,
  TCPSocketAction: `
    1 port intstr.IntOrString always required
    2 host string`,
  GRPCAction: `
    1 port int32 always required
    2 service *string always`,
  SleepAction: `
    1 seconds int64 always required`,
  URIScheme: '= string HTTP|HTTPS',
  HTTPHeader: `
    1 name string always required
    2 value string always required`,
};
