import { child, childMade, children, defaultPointer, defaultValue, type Draft } from '../draft.ts';
import { items } from '../go-value.ts';

/** How long ClientIP affinity holds unless the manifest says otherwise: three hours. */
const AFFINITY_SECONDS = 10_800;

/**
 * Fills in what the API server fills in before allocation (upstream's SetDefaults_Service): type, affinity, port
 * protocols and targets, traffic policies. Cluster IPs, families and node ports are the allocators' business.
 */
export function defaultService(service: Draft): void {
  const spec = childMade(service, 'spec');
  defaultValue(spec, 'sessionAffinity', 'None');
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  if (spec['sessionAffinity'] === 'ClientIP') {
    const clientIP = childMade(childMade(spec, 'sessionAffinityConfig'), 'clientIP');
    defaultPointer(clientIP, 'timeoutSeconds', AFFINITY_SECONDS);
  }
  defaultValue(spec, 'type', 'ClusterIP');
  for (const port of children(spec, 'ports')) {
    defaultValue(port, 'protocol', 'TCP');
    if (!port['targetPort']) port['targetPort'] = port['port'] ?? 0;
  }
  if (isExternallyAccessible(spec)) defaultValue(spec, 'externalTrafficPolicy', 'Cluster');
  const type = spec['type'];
  if (type === 'ClusterIP' || type === 'NodePort' || type === 'LoadBalancer') {
    defaultPointer(spec, 'internalTrafficPolicy', 'Cluster');
  }
  if (type === 'LoadBalancer') {
    defaultPointer(spec, 'allocateLoadBalancerNodePorts', true);
    for (const ingress of children(child(child(service, 'status'), 'loadBalancer'), 'ingress')) {
      if (ingress['ip']) defaultPointer(ingress, 'ipMode', 'VIP');
    }
  }
  childMade(childMade(service, 'status'), 'loadBalancer');
}

/** Whether traffic from outside the cluster can reach this Service: upstream's service.ExternallyAccessible. */
export function isExternallyAccessible(spec: Readonly<Record<string, unknown>>): boolean {
  const type = spec['type'];
  if (type === 'LoadBalancer' || type === 'NodePort') return true;
  return type === 'ClusterIP' && items(spec['externalIPs']).length > 0;
}
