import type { TypeTable } from '../../schema-table.ts';

/** Volumes that storage systems answer for. */
export const STORAGE_TYPES: TypeTable = {
  PullPolicy: '= string Always|Never|IfNotPresent',
  GCEPersistentDiskVolumeSource: `
    1 pdName string =PDName always required
    2 fsType string =FSType
    3 partition int32
    4 readOnly bool`,
  AWSElasticBlockStoreVolumeSource: `
    1 volumeID string always required
    2 fsType string =FSType
    3 partition int32
    4 readOnly bool`,
  GitRepoVolumeSource: `
    1 repository string always required
    2 revision string
    3 directory string`,
  NFSVolumeSource: `
    1 server string always required
    2 path string always required
    3 readOnly bool`,
  ISCSIVolumeSource: `
    1 targetPortal string always required
    2 iqn string =IQN always required
    3 lun int32 always required
    4 iscsiInterface string =ISCSIInterface
    5 fsType string =FSType
    6 readOnly bool
    7 portals []string atomic
    8 chapAuthDiscovery bool =DiscoveryCHAPAuth
    11 chapAuthSession bool =SessionCHAPAuth
    10 secretRef *v1.LocalObjectReference
    12 initiatorName *string`,
  GlusterfsVolumeSource: `
    1 endpoints string =EndpointsName always required
    2 path string always required
    3 readOnly bool`,
  RBDVolumeSource: `
    1 monitors []string =CephMonitors always required atomic
    2 image string =RBDImage always required
    3 fsType string =FSType
    4 pool string =RBDPool
    5 user string =RadosUser
    6 keyring string
    7 secretRef *v1.LocalObjectReference
    8 readOnly bool`,
  FlexVolumeSource: `
    1 driver string always required
    2 fsType string =FSType
    3 secretRef *v1.LocalObjectReference
    4 readOnly bool
    5 options map[string]string`,
  CinderVolumeSource: `
    1 volumeID string always required
    2 fsType string =FSType
    3 readOnly bool
    4 secretRef *v1.LocalObjectReference`,
  CephFSVolumeSource: `
    1 monitors []string always required atomic
    2 path string
    3 user string
    4 secretFile string
    5 secretRef *v1.LocalObjectReference
    6 readOnly bool`,
  FlockerVolumeSource: `
    1 datasetName string
    2 datasetUUID string`,
  FCVolumeSource: `
    1 targetWWNs []string atomic
    2 lun *int32
    3 fsType string =FSType
    4 readOnly bool
    5 wwids []string =WWIDs atomic`,
  AzureFileVolumeSource: `
    1 secretName string always required
    2 shareName string always required
    3 readOnly bool`,
  VsphereVirtualDiskVolumeSource: `
    1 volumePath string always required
    2 fsType string =FSType
    3 storagePolicyName string
    4 storagePolicyID string`,
  QuobyteVolumeSource: `
    1 registry string always required
    2 volume string always required
    3 readOnly bool
    4 user string
    5 group string
    6 tenant string`,
  AzureDiskVolumeSource: `
    1 diskName string always required
    2 diskURI string =DataDiskURI always required
    3 cachingMode *v1.AzureDataDiskCachingMode
    4 fsType *string =FSType
    5 readOnly *bool
    6 kind *v1.AzureDataDiskKind`,
  PhotonPersistentDiskVolumeSource: `
    1 pdID string always required
    2 fsType string =FSType`,
  PortworxVolumeSource: `
    1 volumeID string always required
    2 fsType string =FSType
    3 readOnly bool`,
  ScaleIOVolumeSource: `
    1 gateway string always required
    2 system string always required
    3 secretRef *v1.LocalObjectReference always required
    4 sslEnabled bool =SSLEnabled
    5 protectionDomain string
    6 storagePool string
    7 storageMode string
    8 volumeName string
    9 fsType string =FSType
    10 readOnly bool`,
  StorageOSVolumeSource: `
    1 volumeName string
    2 volumeNamespace string
    3 fsType string =FSType
    4 readOnly bool
    5 secretRef *v1.LocalObjectReference`,
  CSIVolumeSource: `
    1 driver string always required
    2 readOnly *bool
    3 fsType *string =FSType
    4 volumeAttributes map[string]string
    5 nodePublishSecretRef *v1.LocalObjectReference`,
  AzureDataDiskCachingMode: '= string None|ReadOnly|ReadWrite',
  AzureDataDiskKind: '= string Shared|Dedicated|Managed',
  PersistentVolumeClaimTemplate: `
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.PersistentVolumeClaimSpec always required`,
  PersistentVolumeClaimSpec: `
    1 accessModes []v1.PersistentVolumeAccessMode atomic
    4 selector *v1.LabelSelector
    2 resources v1.VolumeResourceRequirements
    3 volumeName string
    5 storageClassName *string
    6 volumeMode *v1.PersistentVolumeMode
    7 dataSource *v1.TypedLocalObjectReference
    8 dataSourceRef *v1.TypedObjectReference
    9 volumeAttributesClassName *string`,
  PersistentVolumeAccessMode: '= string ReadWriteOnce|ReadOnlyMany|ReadWriteMany|ReadWriteOncePod',
  VolumeResourceRequirements: `
    1 limits v1.ResourceList
    2 requests v1.ResourceList`,
  PersistentVolumeMode: '= string Block|Filesystem',
  TypedLocalObjectReference: `
    (atomic)
    1 apiGroup *string =APIGroup always
    2 kind string always required
    3 name string always required`,
  TypedObjectReference: `
    1 apiGroup *string =APIGroup always
    2 kind string always required
    3 name string always required
    4 namespace *string`,
};
