import type { LoadBalancerIngress, Service, ServicePort, ServiceSpec } from '../../src/api/service/type.ts';
import { familiesOf, type Family } from './places.ts';
import type { ClusterPlan, ServicePlan } from './plan.ts';

/** The Services of a plan. */

/** The third and the last are the first node's own. */
const EXTERNAL_IPS = ['192.0.2.80', '192.0.2.81', '192.168.2.118', '2001:db8:2::80', 'fd00:192:168::118'];
const RANGES = ['198.51.100.0/24', '10.244.1.0/24', '192.168.2.118/32', '0.0.0.0/0', '192.0.2.0/24', '2001:db8:51::/64', 'fd00:10:244:1::/64', '10.0.0.0/8']; // prettier-ignore

/** The families of a Service. */
export function serviceFamilies(plan: ClusterPlan, { families }: ServicePlan): Family[] {
  const own = familiesOf(plan);
  if (own.length === 1 || families > 1) return own;
  return [own[families] ?? 'IPv4'];
}

export function service(plan: ClusterPlan, planned: ServicePlan, index: number): Service {
  const families = serviceFamilies(plan, planned);
  const isHeadless = planned.headless && planned.type === 'ClusterIP';
  const clusterIPs = families.map((family) => (family === 'IPv4' ? `10.96.0.${index + 20}` : `fd00:10:96::${index + 20}`)); // prettier-ignore
  const fits = (text: string): boolean => families.includes(text.includes(':') ? 'IPv6' : 'IPv4');
  const isOutside = planned.type !== 'ClusterIP';
  const externalIPs = planned.externalIPs.map((at) => EXTERNAL_IPS[at] ?? '').filter(fits);
  const ranges = planned.type === 'LoadBalancer' ? planned.ranges.map((at) => RANGES[at] ?? '').filter(fits) : [];
  const isLocal = planned.externalLocal && (isOutside || externalIPs.length > 0);
  const spec: ServiceSpec = {
    type: planned.type,
    clusterIP: isHeadless ? 'None' : (clusterIPs[0] ?? ''),
    clusterIPs: isHeadless ? ['None'] : clusterIPs,
    ipFamilies: families,
    ipFamilyPolicy: families.length > 1 ? 'RequireDualStack' : 'SingleStack',
    ports: ports(planned, index),
    internalTrafficPolicy: planned.internalLocal ? 'Local' : 'Cluster',
    sessionAffinity: planned.affinity === undefined ? 'None' : 'ClientIP',
    ...(planned.affinity === undefined ? {} : { sessionAffinityConfig: { clientIP: { timeoutSeconds: planned.affinity } } }), // prettier-ignore
    ...(isOutside || externalIPs.length > 0 ? { externalTrafficPolicy: isLocal ? 'Local' : 'Cluster' } : {}),
    ...(externalIPs.length > 0 ? { externalIPs } : {}),
    ...(ranges.length > 0 ? { loadBalancerSourceRanges: ranges } : {}),
    ...(planned.type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: planned.nodePorts } : {}),
    ...(planned.type === 'LoadBalancer' && isLocal ? { healthCheckNodePort: 32000 + index } : {}),
    ...(planned.publishNotReady ? { publishNotReadyAddresses: true } : {}),
  };
  const ingress = planned.type === 'LoadBalancer' ? planned.ingress.flatMap((mode, at) => ingressOf(mode, families, index * 2 + at)) : []; // prettier-ignore
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: `svc-${index}`, namespace: 'default' },
    spec,
    status: { loadBalancer: ingress.length > 0 ? { ingress } : {} },
  };
}

/** Numbers that no other Service has, so that they may share external addresses. */
function ports({ ports: planned, type, nodePorts }: ServicePlan, index: number): ServicePort[] {
  const found: ServicePort[] = [];
  const hasNodePorts = type === 'NodePort' || (type === 'LoadBalancer' && nodePorts);
  for (const [at, { protocol, shared }] of planned.entries()) {
    const before = found.at(-1);
    const isShared = shared && before !== undefined && !found.some((each) => each.port === before.port && each.protocol === protocol); // prettier-ignore
    const port = isShared ? before.port : 80 + index * 10 + at;
    found.push({
      ...(planned.length > 1 ? { name: `p${at}` } : {}),
      protocol,
      port,
      targetPort: 8080,
      ...(hasNodePorts ? { nodePort: 30000 + port } : {}),
    });
  }
  return found;
}

function ingressOf(
  mode: ServicePlan['ingress'][number],
  families: readonly Family[],
  at: number,
): LoadBalancerIngress[] {
  if (mode === 'hostname') return [{ hostname: 'lb.example.com' }];
  return families.map((family) => ({
    ip: family === 'IPv4' ? `203.0.113.${at + 1}` : `2001:db8:113::${at + 1}`,
    ...(mode === 'none' ? {} : { ipMode: mode }),
  }));
}
