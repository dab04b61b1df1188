import type { TypeTable } from '../schema-table.ts';

/** Ingresses. */
export const INGRESS_TYPES: TypeTable = {
  Ingress: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.IngressSpec
    3 status v1.IngressStatus`,
  IngressSpec: `
    4 ingressClassName *string
    1 defaultBackend *v1.IngressBackend
    2 tls []v1.IngressTLS =TLS atomic
    3 rules []v1.IngressRule atomic`,
  IngressStatus: `
    1 loadBalancer v1.IngressLoadBalancerStatus`,
  IngressBackend: `
    4 service *v1.IngressServiceBackend
    3 resource *v1.TypedLocalObjectReference`,
  IngressTLS: `
    1 hosts []string atomic
    2 secretName string`,
  IngressRule: `
    1 host string
    ~IngressRuleValue`,
  IngressLoadBalancerStatus: `
    1 ingress []v1.IngressLoadBalancerIngress atomic`,
  IngressServiceBackend: `
    1 name string always required
    2 port v1.ServiceBackendPort`,
  TypedLocalObjectReference: `
    (atomic)
    1 apiGroup *string =APIGroup always
    2 kind string always required
    3 name string always required`,
  IngressRuleValue: `
    1 http *v1.HTTPIngressRuleValue =HTTP`,
  IngressLoadBalancerIngress: `
    1 ip string =IP
    2 hostname string
    4 ports []v1.IngressPortStatus atomic`,
  ServiceBackendPort: `
    (atomic)
    1 name string
    2 number int32`,
  HTTPIngressRuleValue: `
    1 paths []v1.HTTPIngressPath always required atomic`,
  IngressPortStatus: `
    1 port int32 always required
    2 protocol v1.Protocol always required
    3 error *string`,
  HTTPIngressPath: `
    1 path string
    3 pathType *v1.PathType always required
    2 backend v1.IngressBackend always required`,
  Protocol: '= string TCP|UDP|SCTP',
  PathType: '= string',
};
