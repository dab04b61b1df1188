import type { TypeTable } from '../schema-table.ts';

/** NetworkPolicies. */
export const NETWORK_POLICY_TYPES: TypeTable = {
  NetworkPolicy: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.NetworkPolicySpec`,
  NetworkPolicySpec: `
    1 podSelector v1.LabelSelector always
    2 ingress []v1.NetworkPolicyIngressRule atomic
    3 egress []v1.NetworkPolicyEgressRule atomic
    4 policyTypes []v1.PolicyType atomic`,
  NetworkPolicyIngressRule: `
    1 ports []v1.NetworkPolicyPort atomic
    2 from []v1.NetworkPolicyPeer atomic`,
  NetworkPolicyEgressRule: `
    1 ports []v1.NetworkPolicyPort atomic
    2 to []v1.NetworkPolicyPeer atomic`,
  PolicyType: '= string Ingress|Egress',
  NetworkPolicyPort: `
    1 protocol *v1.Protocol
    2 port *intstr.IntOrString
    3 endPort *int32`,
  NetworkPolicyPeer: `
    1 podSelector *v1.LabelSelector
    2 namespaceSelector *v1.LabelSelector
    3 ipBlock *v1.IPBlock =IPBlock`,
  Protocol: '= string TCP|UDP|SCTP',
  IPBlock: `
    1 cidr string =CIDR always required
    2 except []string atomic`,
};
