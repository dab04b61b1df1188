import type { KubeObject } from '../../api/meta.ts';
import type { Service, ServiceSpec } from '../../api/service/type.ts';

/** What the questions upstream asks of a Service's spec come down to (pkg/registry/core/service, pkg/api/service). */

export type IPFamily = 'IPv4' | 'IPv6';

/** The spec of a Service that the caller owns and may change. */
export function specOf(service: KubeObject): ServiceSpec {
  return ((service as Service).spec ??= {});
}

export function needsClusterIP(spec: ServiceSpec): boolean {
  return spec.type !== 'ExternalName';
}

export function isHeadless(spec: ServiceSpec): boolean {
  return spec.clusterIP === 'None' || spec.clusterIPs?.[0] === 'None';
}

export function needsNodePort(spec: ServiceSpec): boolean {
  return spec.type === 'NodePort' || spec.type === 'LoadBalancer';
}

/** Whether node ports are to be allocated; requested ones are honoured in any case. */
export function allocatesNodePorts(spec: ServiceSpec): boolean {
  return spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
}

export function needsHealthCheck(spec: ServiceSpec): boolean {
  return spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
}

export function hasSelector(spec: ServiceSpec): boolean {
  return Object.keys(spec.selector ?? {}).length > 0;
}

export function sameList(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  const left = a ?? [];
  const right = b ?? [];
  return left.length === right.length && left.every((entry, i) => entry === right[i]);
}

/** The node ports of the Service's own ports. */
export function portNumbers(spec: ServiceSpec): number[] {
  return (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));
}
