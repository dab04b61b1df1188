/** The same for Kubernetes 1.20: only the types that were different then. */
export const STRUCTS_1_20: Readonly<Record<string, string>> = {
  'v1.Container':
    'Name string; Image string; Command []string; Args []string; WorkingDir string; Ports []v1.ContainerPort; EnvFrom []v1.EnvFromSource; Env []v1.EnvVar; Resources v1.ResourceRequirements; VolumeMounts []v1.VolumeMount; VolumeDevices []v1.VolumeDevice; LivenessProbe *v1.Probe; ReadinessProbe *v1.Probe; StartupProbe *v1.Probe; Lifecycle *v1.Lifecycle; TerminationMessagePath string; TerminationMessagePolicy v1.TerminationMessagePolicy; ImagePullPolicy v1.PullPolicy; SecurityContext *v1.SecurityContext; Stdin bool; StdinOnce bool; TTY bool',
  'v1.EnvVarSource':
    'FieldRef *v1.ObjectFieldSelector; ResourceFieldRef *v1.ResourceFieldSelector; ConfigMapKeyRef *v1.ConfigMapKeySelector; SecretKeyRef *v1.SecretKeySelector',
  'v1.EphemeralVolumeSource': 'VolumeClaimTemplate *v1.PersistentVolumeClaimTemplate; ReadOnly bool',
  'v1.Handler': 'Exec *v1.ExecAction; HTTPGet *v1.HTTPGetAction; TCPSocket *v1.TCPSocketAction',
  'v1.Lifecycle': 'PostStart *v1.Handler; PreStop *v1.Handler',
  'v1.ObjectMeta':
    'Name string; GenerateName string; Namespace string; SelfLink string; UID types.UID; ResourceVersion string; Generation int64; CreationTimestamp v1.Time; DeletionTimestamp *v1.Time; DeletionGracePeriodSeconds *int64; Labels map[string]string; Annotations map[string]string; OwnerReferences []v1.OwnerReference; Finalizers []string; ClusterName string; ManagedFields []v1.ManagedFieldsEntry',
  'v1.PersistentVolumeClaimSpec':
    'AccessModes []v1.PersistentVolumeAccessMode; Selector *v1.LabelSelector; Resources v1.ResourceRequirements; VolumeName string; StorageClassName *string; VolumeMode *v1.PersistentVolumeMode; DataSource *v1.TypedLocalObjectReference',
  'v1.PodAffinityTerm': 'LabelSelector *v1.LabelSelector; Namespaces []string; TopologyKey string',
  'v1.PodSecurityContext':
    'SELinuxOptions *v1.SELinuxOptions; WindowsOptions *v1.WindowsSecurityContextOptions; RunAsUser *int64; RunAsGroup *int64; RunAsNonRoot *bool; SupplementalGroups []int64; FSGroup *int64; Sysctls []v1.Sysctl; FSGroupChangePolicy *v1.PodFSGroupChangePolicy; SeccompProfile *v1.SeccompProfile',
  'v1.PodSpec':
    'Volumes []v1.Volume; InitContainers []v1.Container; Containers []v1.Container; EphemeralContainers []v1.EphemeralContainer; RestartPolicy v1.RestartPolicy; TerminationGracePeriodSeconds *int64; ActiveDeadlineSeconds *int64; DNSPolicy v1.DNSPolicy; NodeSelector map[string]string; ServiceAccountName string; DeprecatedServiceAccount(serviceAccount) string; AutomountServiceAccountToken *bool; NodeName string; HostNetwork bool; HostPID bool; HostIPC bool; ShareProcessNamespace *bool; SecurityContext *v1.PodSecurityContext; ImagePullSecrets []v1.LocalObjectReference; Hostname string; Subdomain string; Affinity *v1.Affinity; SchedulerName string; Tolerations []v1.Toleration; HostAliases []v1.HostAlias; PriorityClassName string; Priority *int32; DNSConfig *v1.PodDNSConfig; ReadinessGates []v1.PodReadinessGate; RuntimeClassName *string; EnableServiceLinks *bool; PreemptionPolicy *v1.PreemptionPolicy; Overhead v1.ResourceList; TopologySpreadConstraints []v1.TopologySpreadConstraint; SetHostnameAsFQDN *bool',
  'v1.Probe':
    '~Handler v1.Handler; InitialDelaySeconds int32; TimeoutSeconds int32; PeriodSeconds int32; SuccessThreshold int32; FailureThreshold int32',
  'v1.ResourceRequirements': 'Limits v1.ResourceList; Requests v1.ResourceList',
  'v1.SecurityContext':
    'Capabilities *v1.Capabilities; Privileged *bool; SELinuxOptions *v1.SELinuxOptions; WindowsOptions *v1.WindowsSecurityContextOptions; RunAsUser *int64; RunAsGroup *int64; RunAsNonRoot *bool; ReadOnlyRootFilesystem *bool; AllowPrivilegeEscalation *bool; ProcMount *v1.ProcMountType; SeccompProfile *v1.SeccompProfile',
  'v1.TopologySpreadConstraint':
    'MaxSkew int32; TopologyKey string; WhenUnsatisfiable v1.UnsatisfiableConstraintAction; LabelSelector *v1.LabelSelector',
  'v1.VolumeMount':
    'Name string; ReadOnly bool; MountPath string; SubPath string; MountPropagation *v1.MountPropagationMode; SubPathExpr string',
  'v1.VolumeProjection':
    'Secret *v1.SecretProjection; DownwardAPI *v1.DownwardAPIProjection; ConfigMap *v1.ConfigMapProjection; ServiceAccountToken *v1.ServiceAccountTokenProjection',
  'v1.VolumeSource':
    'HostPath *v1.HostPathVolumeSource; EmptyDir *v1.EmptyDirVolumeSource; GCEPersistentDisk *v1.GCEPersistentDiskVolumeSource; AWSElasticBlockStore *v1.AWSElasticBlockStoreVolumeSource; GitRepo *v1.GitRepoVolumeSource; Secret *v1.SecretVolumeSource; NFS *v1.NFSVolumeSource; ISCSI *v1.ISCSIVolumeSource; Glusterfs *v1.GlusterfsVolumeSource; PersistentVolumeClaim *v1.PersistentVolumeClaimVolumeSource; RBD *v1.RBDVolumeSource; FlexVolume *v1.FlexVolumeSource; Cinder *v1.CinderVolumeSource; CephFS(cephfs) *v1.CephFSVolumeSource; Flocker *v1.FlockerVolumeSource; DownwardAPI *v1.DownwardAPIVolumeSource; FC *v1.FCVolumeSource; AzureFile *v1.AzureFileVolumeSource; ConfigMap *v1.ConfigMapVolumeSource; VsphereVolume *v1.VsphereVirtualDiskVolumeSource; Quobyte *v1.QuobyteVolumeSource; AzureDisk *v1.AzureDiskVolumeSource; PhotonPersistentDisk *v1.PhotonPersistentDiskVolumeSource; Projected *v1.ProjectedVolumeSource; PortworxVolume *v1.PortworxVolumeSource; ScaleIO *v1.ScaleIOVolumeSource; StorageOS(storageos) *v1.StorageOSVolumeSource; CSI *v1.CSIVolumeSource; Ephemeral *v1.EphemeralVolumeSource',
  'v1.WindowsSecurityContextOptions':
    'GMSACredentialSpecName *string; GMSACredentialSpec *string; RunAsUserName *string',
};
