import type { Descriptions } from '../explain.ts';

/** What the fields of a NetworkPolicy are for. */
export const NETWORK_POLICY_DESCRIPTIONS: Descriptions = {
  NetworkPolicy: 'Says which traffic a set of pods may have. Pods that no policy selects may have any.',
  'NetworkPolicy.metadata': 'Name, namespace, labels and the like.',
  'NetworkPolicy.spec': 'The pods it is about and the traffic they may have.',
  'NetworkPolicySpec.egress': 'Traffic the pods may send; none if the list is empty and the policy is about egress.',
  'NetworkPolicySpec.ingress':
    'Traffic the pods may receive; none if the list is empty and the policy is about ingress.',
  'NetworkPolicySpec.podSelector': 'The pods of the namespace that the policy is about; an empty one means all.',
  'NetworkPolicySpec.policyTypes': 'Ingress, Egress or both; follows from the rules unless given.',
  'NetworkPolicyIngressRule.from': 'Where the traffic may come from; anywhere if there is no entry.',
  'NetworkPolicyIngressRule.ports': 'Ports it may go to; all if there is no entry.',
  'NetworkPolicyEgressRule.ports': 'Ports it may go to; all if there is no entry.',
  'NetworkPolicyEgressRule.to': 'Where the traffic may go; anywhere if there is no entry.',
  'NetworkPolicyPeer.ipBlock': 'A network, alone in its entry.',
  'NetworkPolicyPeer.namespaceSelector': 'Namespaces whose pods are meant.',
  'NetworkPolicyPeer.podSelector': 'Pods that are meant, in the policy’s namespace unless namespaces are selected.',
  'NetworkPolicyPort.endPort': 'Last port of a range that begins with port.',
  'NetworkPolicyPort.port': 'Number or name of the port; all if missing.',
  'NetworkPolicyPort.protocol': 'TCP, UDP or SCTP; TCP unless given.',
  'IPBlock.cidr': 'The network, such as 192.168.1.0/24.',
  'IPBlock.except': 'Networks inside it that are not meant.',
};
