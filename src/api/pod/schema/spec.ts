import type { TypeTable } from '../../schema-table.ts';

/** Pods, their specs and templates. */
export const POD_SPEC_TYPES: TypeTable = {
  Pod: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.PodSpec
    3 status v1.PodStatus`,
  PodSpec: `
    1 volumes []v1.Volume merge+retainKeys=name map=name
    20 initContainers []v1.Container merge=name map=name
    2 containers []v1.Container always required merge=name map=name
    34 ephemeralContainers []v1.EphemeralContainer merge=name map=name
    3 restartPolicy v1.RestartPolicy
    4 terminationGracePeriodSeconds *int64
    5 activeDeadlineSeconds *int64
    6 dnsPolicy v1.DNSPolicy =DNSPolicy
    7 nodeSelector map[string]string atomic
    8 serviceAccountName string
    9 serviceAccount string =DeprecatedServiceAccount
    21 automountServiceAccountToken *bool
    10 nodeName string
    11 hostNetwork bool
    12 hostPID bool
    13 hostIPC bool
    27 shareProcessNamespace *bool
    14 securityContext *v1.PodSecurityContext
    15 imagePullSecrets []v1.LocalObjectReference merge=name map=name
    16 hostname string
    17 subdomain string
    18 affinity *v1.Affinity
    19 schedulerName string
    22 tolerations []v1.Toleration atomic
    23 hostAliases []v1.HostAlias merge=ip map=ip
    24 priorityClassName string
    25 priority *int32
    26 dnsConfig *v1.PodDNSConfig =DNSConfig
    28 readinessGates []v1.PodReadinessGate atomic
    29 runtimeClassName *string
    30 enableServiceLinks *bool
    31 preemptionPolicy *v1.PreemptionPolicy
    32 overhead v1.ResourceList
    33 topologySpreadConstraints []v1.TopologySpreadConstraint merge=topologyKey map=topologyKey,whenUnsatisfiable
    35 setHostnameAsFQDN *bool
    36 os *v1.PodOS =OS
    37 hostUsers *bool
    38 schedulingGates []v1.PodSchedulingGate merge=name map=name
    39 resourceClaims []v1.PodResourceClaim merge+retainKeys=name map=name
    40 resources *v1.ResourceRequirements
    41 hostnameOverride *string
    43 schedulingGroup *v1.PodSchedulingGroup`,
  RestartPolicy: '= string Always|OnFailure|Never',
  DNSPolicy: '= string ClusterFirstWithHostNet|ClusterFirst|Default|None',
  LocalObjectReference: `
    (atomic)
    1 name string`,
  HostAlias: `
    1 ip string =IP always required
    2 hostnames []string atomic`,
  PodDNSConfig: `
    1 nameservers []string atomic
    2 searches []string atomic
    3 options []v1.PodDNSConfigOption atomic`,
  PodReadinessGate: `
    1 conditionType v1.PodConditionType always required`,
  PreemptionPolicy: '= string PreemptLowerPriority|Never',
  PodOS: `
    1 name v1.OSName always required`,
  PodSchedulingGate: `
    1 name string always required`,
  PodResourceClaim: `
    1 name string always required
    3 resourceClaimName *string
    4 resourceClaimTemplateName *string`,
  PodSchedulingGroup: `
    1 podGroupName *string`,
  PodResourceClaimStatus: `
    1 name string always required
    2 resourceClaimName *string`,
  PodDNSConfigOption: `
    1 name string
    2 value *string`,
  OSName: '= string',
  PodTemplateSpec: `
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.PodSpec`,
};
