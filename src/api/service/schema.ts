import type { TypeTable } from '../schema-table.ts';

/** Services. */
export const SERVICE_TYPES: TypeTable = {
  Service: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.ServiceSpec
    3 status v1.ServiceStatus`,
  ServiceSpec: `
    1 ports []v1.ServicePort merge=port map=port,protocol
    2 selector map[string]string atomic
    3 clusterIP string
    18 clusterIPs []string atomic
    4 type v1.ServiceType
    5 externalIPs []string atomic
    7 sessionAffinity v1.ServiceAffinity
    8 loadBalancerIP string
    9 loadBalancerSourceRanges []string atomic
    10 externalName string
    11 externalTrafficPolicy v1.ServiceExternalTrafficPolicy
    12 healthCheckNodePort int32
    13 publishNotReadyAddresses bool
    14 sessionAffinityConfig *v1.SessionAffinityConfig
    19 ipFamilies []v1.IPFamily =IPFamilies atomic
    17 ipFamilyPolicy *v1.IPFamilyPolicy =IPFamilyPolicy
    20 allocateLoadBalancerNodePorts *bool
    21 loadBalancerClass *string
    22 internalTrafficPolicy *v1.ServiceInternalTrafficPolicy
    23 trafficDistribution *string`,
  ServiceStatus: `
    1 loadBalancer v1.LoadBalancerStatus
    2 conditions []v1.Condition merge=type map=type`,
  ServicePort: `
    1 name string
    2 protocol v1.Protocol
    6 appProtocol *string
    3 port int32 always required
    4 targetPort intstr.IntOrString always
    5 nodePort int32`,
  ServiceType: '= string ClusterIP|NodePort|LoadBalancer|ExternalName',
  ServiceAffinity: '= string ClientIP|None',
  ServiceExternalTrafficPolicy: '= string Cluster|Local',
  SessionAffinityConfig: `
    1 clientIP *v1.ClientIPConfig`,
  IPFamily: '= string IPv4|IPv6|',
  IPFamilyPolicy: '= string SingleStack|PreferDualStack|RequireDualStack',
  ServiceInternalTrafficPolicy: '= string Cluster|Local',
  LoadBalancerStatus: `
    1 ingress []v1.LoadBalancerIngress atomic`,
  Protocol: '= string TCP|UDP|SCTP',
  ClientIPConfig: `
    1 timeoutSeconds *int32`,
  LoadBalancerIngress: `
    1 ip string =IP
    2 hostname string
    3 ipMode *v1.LoadBalancerIPMode =IPMode
    4 ports []v1.PortStatus atomic`,
  LoadBalancerIPMode: '= string',
  PortStatus: `
    1 port int32 always required
    2 protocol v1.Protocol always required
    3 error *string`,
};
