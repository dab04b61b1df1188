import type { Service, ServiceSpec } from '../../api/service/type.ts';
import { isExternallyAccessible } from '../../api/service/defaults.ts';
import { needsClusterIP, needsHealthCheck, needsNodePort, portNumbers, sameList, specOf } from './spec.ts';

/**
 * Takes over what was allocated for the previous version and the new one does not mention, so that a manifest without
 * addresses can be applied again (upstream's patchAllocatedValues). Node ports follow the port's name.
 */
export function keepAllocated(next: ServiceSpec, previous: ServiceSpec): void {
  if (needsClusterIP(previous) && needsClusterIP(next)) {
    if (!next.clusterIP && previous.clusterIP) next.clusterIP = previous.clusterIP;
    if (!next.clusterIPs?.length && previous.clusterIPs?.length) next.clusterIPs = [...previous.clusterIPs];
  }
  if (needsNodePort(previous) && needsNodePort(next)) keepNodePorts(next, previous);
  if (needsHealthCheck(previous) && needsHealthCheck(next) && !next.healthCheckNodePort) {
    if (previous.healthCheckNodePort) next.healthCheckNodePort = previous.healthCheckNodePort;
  }
}

function keepNodePorts(next: ServiceSpec, previous: ServiceSpec): void {
  const before = new Set(portNumbers(previous));
  const used = new Set(portNumbers(next).filter((port) => before.has(port)));
  const byName = new Map((previous.ports ?? []).map((port) => [port.name ?? '', port.nodePort ?? 0]));
  for (const port of next.ports ?? []) {
    const old = byName.get(port.name ?? '') ?? 0;
    if (!port.nodePort && old !== 0 && !used.has(old)) port.nodePort = old;
  }
}

/** Brings clusterIP and clusterIPs together where only one of them was changed (upstream's normalizeClusterIPs). */
export function alignClusterIPs(next: ServiceSpec, previous: ServiceSpec | undefined): void {
  if (!previous) {
    if (next.clusterIP && !next.clusterIPs?.length) next.clusterIPs = [next.clusterIP];
    return;
  }
  const same = (next.clusterIP ?? '') === (previous.clusterIP ?? '');
  if (same) {
    if (previous.clusterIPs?.length && !next.clusterIPs?.length) next.clusterIPs = [...previous.clusterIPs];
  } else if (sameList(next.clusterIPs, previous.clusterIPs)) {
    if (next.clusterIP) next.clusterIPs = [next.clusterIP];
    else delete next.clusterIPs;
  }
}

/**
 * Drops fields that the new type has no use for and that the person did not change with it (upstream's
 * dropTypeDependentFields): what they did change is left for validation to refuse.
 */
export function dropUnneeded(next: Service, previous: Service): void {
  const now = specOf(next);
  const before = previous.spec;
  if (needsClusterIP(before) && !needsClusterIP(now)) {
    if (now.clusterIP === before.clusterIP && sameList(now.clusterIPs, before.clusterIPs)) {
      delete now.clusterIP;
      delete now.clusterIPs;
    }
    if (sameList(now.ipFamilies, before.ipFamilies)) delete now.ipFamilies;
    if (now.ipFamilyPolicy === before.ipFamilyPolicy) delete now.ipFamilyPolicy;
  }
  if (needsNodePort(before) && !needsNodePort(now)) {
    const old = new Set(portNumbers(before));
    if (portNumbers(now).every((port) => old.has(port))) for (const port of now.ports ?? []) delete port.nodePort;
  }
  if (needsHealthCheck(before) && !needsHealthCheck(now)) {
    if (now.healthCheckNodePort === before.healthCheckNodePort) delete now.healthCheckNodePort;
  }
  if (before.type === 'LoadBalancer' && now.type !== 'LoadBalancer') {
    if (now.allocateLoadBalancerNodePorts === before.allocateLoadBalancerNodePorts) {
      delete now.allocateLoadBalancerNodePorts;
    }
    if (now.loadBalancerClass === before.loadBalancerClass) delete now.loadBalancerClass;
  }
  if (isExternallyAccessible({ ...before }) && !isExternallyAccessible({ ...now })) {
    if (now.externalTrafficPolicy === before.externalTrafficPolicy) delete now.externalTrafficPolicy;
  }
  if (now.type !== 'LoadBalancer') next.status = { ...next.status, loadBalancer: {} };
}
