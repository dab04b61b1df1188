import type { TypeTable } from '../../schema-table.ts';

/** Volumes that Kubernetes itself fills. */
export const VOLUME_TYPES: TypeTable = {
  Volume: `
    1 name string always required
    ~VolumeSource`,
  VolumeSource: `
    1 hostPath *v1.HostPathVolumeSource
    2 emptyDir *v1.EmptyDirVolumeSource
    3 gcePersistentDisk *v1.GCEPersistentDiskVolumeSource =GCEPersistentDisk
    4 awsElasticBlockStore *v1.AWSElasticBlockStoreVolumeSource =AWSElasticBlockStore
    5 gitRepo *v1.GitRepoVolumeSource
    6 secret *v1.SecretVolumeSource
    7 nfs *v1.NFSVolumeSource =NFS
    8 iscsi *v1.ISCSIVolumeSource =ISCSI
    9 glusterfs *v1.GlusterfsVolumeSource
    10 persistentVolumeClaim *v1.PersistentVolumeClaimVolumeSource
    11 rbd *v1.RBDVolumeSource =RBD
    12 flexVolume *v1.FlexVolumeSource
    13 cinder *v1.CinderVolumeSource
    14 cephfs *v1.CephFSVolumeSource =CephFS
    15 flocker *v1.FlockerVolumeSource
    16 downwardAPI *v1.DownwardAPIVolumeSource
    17 fc *v1.FCVolumeSource =FC
    18 azureFile *v1.AzureFileVolumeSource
    19 configMap *v1.ConfigMapVolumeSource
    20 vsphereVolume *v1.VsphereVirtualDiskVolumeSource
    21 quobyte *v1.QuobyteVolumeSource
    22 azureDisk *v1.AzureDiskVolumeSource
    23 photonPersistentDisk *v1.PhotonPersistentDiskVolumeSource
    26 projected *v1.ProjectedVolumeSource
    24 portworxVolume *v1.PortworxVolumeSource
    25 scaleIO *v1.ScaleIOVolumeSource
    27 storageos *v1.StorageOSVolumeSource =StorageOS
    28 csi *v1.CSIVolumeSource =CSI
    29 ephemeral *v1.EphemeralVolumeSource
    30 image *v1.ImageVolumeSource`,
  HostPathVolumeSource: `
    1 path string always required
    2 type *v1.HostPathType`,
  EmptyDirVolumeSource: `
    1 medium v1.StorageMedium
    2 sizeLimit *resource.Quantity`,
  SecretVolumeSource: `
    1 secretName string
    2 items []v1.KeyToPath atomic
    3 defaultMode *int32
    4 optional *bool`,
  PersistentVolumeClaimVolumeSource: `
    1 claimName string always required
    2 readOnly bool`,
  DownwardAPIVolumeSource: `
    1 items []v1.DownwardAPIVolumeFile atomic
    2 defaultMode *int32`,
  ConfigMapVolumeSource: `
    ~LocalObjectReference
    2 items []v1.KeyToPath atomic
    3 defaultMode *int32
    4 optional *bool`,
  ProjectedVolumeSource: `
    1 sources []v1.VolumeProjection always atomic
    2 defaultMode *int32`,
  EphemeralVolumeSource: `
    1 volumeClaimTemplate *v1.PersistentVolumeClaimTemplate`,
  ImageVolumeSource: `
    1 reference string
    2 pullPolicy v1.PullPolicy`,
  HostPathType: '= string |DirectoryOrCreate|Directory|FileOrCreate|File|Socket|CharDevice|BlockDevice',
  StorageMedium: '= string',
  KeyToPath: `
    1 key string always required
    2 path string always required
    3 mode *int32`,
  DownwardAPIVolumeFile: `
    1 path string always required
    2 fieldRef *v1.ObjectFieldSelector
    3 resourceFieldRef *v1.ResourceFieldSelector
    4 mode *int32`,
  VolumeProjection: `
    1 secret *v1.SecretProjection
    2 downwardAPI *v1.DownwardAPIProjection
    3 configMap *v1.ConfigMapProjection
    4 serviceAccountToken *v1.ServiceAccountTokenProjection
    5 clusterTrustBundle *v1.ClusterTrustBundleProjection
    6 podCertificate *v1.PodCertificateProjection`,
  SecretProjection: `
    ~LocalObjectReference
    2 items []v1.KeyToPath atomic
    4 optional *bool`,
  DownwardAPIProjection: `
    1 items []v1.DownwardAPIVolumeFile atomic`,
  ConfigMapProjection: `
    ~LocalObjectReference
    2 items []v1.KeyToPath atomic
    4 optional *bool`,
  ServiceAccountTokenProjection: `
    1 audience string
    2 expirationSeconds *int64
    3 path string always required`,
  ClusterTrustBundleProjection: `
    1 name *string
    2 signerName *string
    3 labelSelector *v1.LabelSelector
    5 optional *bool
    4 path string always required`,
  PodCertificateProjection: `
    1 signerName string
    2 keyType string
    3 maxExpirationSeconds *int32
    4 credentialBundlePath string
    5 keyPath string
    6 certificateChainPath string
    7 userAnnotations map[string]string`,
};
