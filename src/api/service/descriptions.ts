import type { Descriptions } from '../explain.ts';

/** What the fields of a Service are for. */
export const SERVICE_DESCRIPTIONS: Descriptions = {
  Service: 'A name and a stable address for a changing set of pods, with the ports they offer.',
  'Service.metadata': 'Name, namespace, labels and the like.',
  'Service.spec': 'How the Service should behave.',
  'Service.status': 'What the system reports of the Service.',
  ServiceSpec: 'How a Service should behave.',
  'ServiceSpec.allocateLoadBalancerNodePorts':
    'Whether a Service of type LoadBalancer gets node ports. Set it to false if the balancer reaches pods by itself.',
  'ServiceSpec.clusterIP':
    'The virtual address. Chosen by the system unless given; None asks for no address, so that DNS answers with the pods.',
  'ServiceSpec.clusterIPs': 'The virtual addresses, one for each address family; the first is clusterIP.',
  'ServiceSpec.externalIPs': 'Further addresses that nodes accept traffic on; the system does not manage them.',
  'ServiceSpec.externalName': 'The DNS name that a Service of type ExternalName stands for.',
  'ServiceSpec.externalTrafficPolicy':
    'Cluster: traffic from outside may go to any node, its source hidden. Local: only to pods of the node it came to, its source kept.',
  'ServiceSpec.healthCheckNodePort': 'Port on which nodes tell a load balancer whether they have local pods.',
  'ServiceSpec.internalTrafficPolicy':
    'Cluster: traffic from inside may go to any pod of the Service. Local: only to pods of the same node.',
  'ServiceSpec.ipFamilies': 'Address families of the Service, the first one first.',
  'ServiceSpec.ipFamilyPolicy': 'Whether the Service must, should or need not have both address families.',
  'ServiceSpec.loadBalancerClass': 'Which load balancer implementation is responsible.',
  'ServiceSpec.loadBalancerIP': 'An address to ask the load balancer for, where it supports that.',
  'ServiceSpec.loadBalancerSourceRanges': 'Networks whose clients may use the load balancer.',
  'ServiceSpec.ports': 'The ports of the Service.',
  'ServiceSpec.publishNotReadyAddresses': 'Count pods as ready even if they are not, in DNS and for traffic.',
  'ServiceSpec.selector': 'Labels of the pods behind the Service. Without it, somebody else keeps its endpoints.',
  'ServiceSpec.sessionAffinity': 'ClientIP keeps a client on one pod; None does not.',
  'ServiceSpec.sessionAffinityConfig': 'Details of the affinity.',
  'ServiceSpec.trafficDistribution': 'Which pods are preferred: those in the same zone or on the same node.',
  'ServiceSpec.type': 'How the Service is exposed: ClusterIP, NodePort, LoadBalancer or ExternalName.',
  ServicePort: 'One port of a Service.',
  'ServicePort.appProtocol': 'What is spoken on this port, as a hint for implementations.',
  'ServicePort.name': 'Name of the port, unique in the Service; needed if there are several.',
  'ServicePort.nodePort': 'Port on every node; chosen by the system unless given.',
  'ServicePort.port': 'Port at the address of the Service.',
  'ServicePort.protocol': 'TCP, UDP or SCTP.',
  'ServicePort.targetPort':
    'Port of the pods, by number or by the name that their containers give it. The same number unless given.',
  SessionAffinityConfig: 'Details of session affinity.',
  'SessionAffinityConfig.clientIP': 'For affinity by client address.',
  ClientIPConfig: 'Affinity by client address.',
  'ClientIPConfig.timeoutSeconds':
    'How long a client is remembered, in seconds: more than 0, at most 86400; three hours unless given.',
  ServiceStatus: 'What the system reports of a Service.',
  'ServiceStatus.conditions': 'Aspects of the state of the Service.',
  'ServiceStatus.loadBalancer': 'What the load balancer reports.',
  LoadBalancerStatus: 'What a load balancer reports.',
  'LoadBalancerStatus.ingress': 'Points where traffic enters.',
  LoadBalancerIngress: 'A point where traffic enters: an address or a name.',
  'LoadBalancerIngress.hostname': 'Name of the point, if it has one.',
  'LoadBalancerIngress.ip': 'Address of the point, if it has one.',
  'LoadBalancerIngress.ipMode':
    'VIP: packets arrive with this address as their destination. Proxy: they arrive with that of the node or pod.',
  'LoadBalancerIngress.ports': 'State of single ports.',
};
