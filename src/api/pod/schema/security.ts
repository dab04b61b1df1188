import type { TypeTable } from '../../schema-table.ts';

/** Security contexts of pods and containers. */
export const SECURITY_TYPES: TypeTable = {
  PodSecurityContext: `
    1 seLinuxOptions *v1.SELinuxOptions =SELinuxOptions
    8 windowsOptions *v1.WindowsSecurityContextOptions
    2 runAsUser *int64
    6 runAsGroup *int64
    3 runAsNonRoot *bool
    4 supplementalGroups []int64 atomic
    12 supplementalGroupsPolicy *v1.SupplementalGroupsPolicy
    5 fsGroup *int64 =FSGroup
    7 sysctls []v1.Sysctl atomic
    9 fsGroupChangePolicy *v1.PodFSGroupChangePolicy =FSGroupChangePolicy
    10 seccompProfile *v1.SeccompProfile
    11 appArmorProfile *v1.AppArmorProfile
    13 seLinuxChangePolicy *v1.PodSELinuxChangePolicy =SELinuxChangePolicy`,
  SecurityContext: `
    1 capabilities *v1.Capabilities
    2 privileged *bool
    3 seLinuxOptions *v1.SELinuxOptions =SELinuxOptions
    10 windowsOptions *v1.WindowsSecurityContextOptions
    4 runAsUser *int64
    8 runAsGroup *int64
    5 runAsNonRoot *bool
    6 readOnlyRootFilesystem *bool
    7 allowPrivilegeEscalation *bool
    9 procMount *v1.ProcMountType
    11 seccompProfile *v1.SeccompProfile
    12 appArmorProfile *v1.AppArmorProfile`,
  SELinuxOptions: `
    1 user string
    2 role string
    3 type string
    4 level string`,
  WindowsSecurityContextOptions: `
    1 gmsaCredentialSpecName *string =GMSACredentialSpecName
    2 gmsaCredentialSpec *string =GMSACredentialSpec
    3 runAsUserName *string
    4 hostProcess *bool`,
  SupplementalGroupsPolicy: '= string Merge|Strict',
  Sysctl: `
    1 name string always required
    2 value string always required`,
  PodFSGroupChangePolicy: '= string OnRootMismatch|Always',
  SeccompProfile: `
    1 type v1.SeccompProfileType always required
    2 localhostProfile *string`,
  AppArmorProfile: `
    1 type v1.AppArmorProfileType always required
    2 localhostProfile *string`,
  PodSELinuxChangePolicy: '= string',
  Capabilities: `
    1 add []v1.Capability atomic
    2 drop []v1.Capability atomic`,
  ProcMountType: '= string Default|Unmasked',
  SeccompProfileType: '= string Unconfined|RuntimeDefault|Localhost',
  AppArmorProfileType: '= string Unconfined|RuntimeDefault|Localhost',
  Capability: '= string',
};
