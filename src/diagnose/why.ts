import type { Service } from '../api/service/type.ts';
import { keyOf, objectKey, type Cluster } from '../cluster/cluster.ts';
import { originOf } from '../cluster/origin.ts';
import { slicesOf } from '../cluster/lookup.ts';
import type { Check, Diagnosis } from './diagnosis.ts';
import { nearest } from './edit-distance.ts';
import { REASONS } from './reasons.ts';
import { checkExternalName, checkHeadless } from './why-names.ts';
import { checkEndpoints, checkPorts } from './why-ports.ts';
import { checkPods, checkSelector, selectedPods } from './why-pods.ts';
import { checkPackets, checkPolicyLocal } from './why-packets.ts';

/**
 * Why a Service does or does not answer: the road of "Debug Services" of the Kubernetes documentation, stop by stop. Every stop
 * is looked at as far as it can be; the first that failed is the reason.
 */
export function diagnoseService(cluster: Cluster, namespace: string, name: string): Diagnosis {
  const key = objectKey(namespace, name);
  const service = cluster.get('services', namespace, name) as Service | undefined;
  if (!service) return concluded(key, [missing(cluster, namespace, name)]);
  const checks: Check[] = [{ name: 'exists', status: 'ok', text: `Service ${key} exists: ${shape(service)}`, origin: originOf(cluster, 'services', service) }]; // prettier-ignore
  if (service.spec.type === 'ExternalName') return concluded(key, [...checks, checkExternalName(cluster, service)]);
  checks.push(...checkBehind(cluster, service));
  if (!checks.some((check) => check.status === 'fail')) checks.push(...checkPolicyLocal(cluster, service));
  checks.push(...loadBalancerChecks(cluster, service));
  if (service.spec.clusterIP === 'None') checks.push(checkHeadless(cluster, service, selectedPods(cluster, service)));
  else checks.push(...checkPackets(cluster, service, checks));
  return concluded(key, checks);
}

/** Selector, pods, ports, endpoints. */
function checkBehind(cluster: Cluster, service: Service): Check[] {
  const selector = service.spec.selector;
  if (!selector || Object.keys(selector).length === 0) {
    const slices = slicesOf(cluster, service.metadata.namespace ?? 'default', service.metadata.name);
    if (slices.length === 0)
      return [{ name: 'selector', status: 'fail', reason: 'NO_SELECTOR', text: 'no selector, and nobody wrote endpoints for it', origin: originOf(cluster, 'services', service, 'spec') }]; // prettier-ignore
    return [
      {
        name: 'selector',
        status: 'info',
        text: `no selector: endpoints are written by hand (${slices.map(keyOf).join(', ')})`,
      },
      ...checkEndpoints(cluster, service),
    ];
  }
  const pods = selectedPods(cluster, service);
  const found = checkSelector(cluster, service, pods);
  if (found.status === 'fail') return [found];
  const state = checkPods(cluster, service, pods);
  const ports = checkPorts(cluster, service, pods);
  const failed = [...state, ...ports].some((check) => check.status === 'fail');
  return [found, ...state, ...ports, ...(failed ? [] : checkEndpoints(cluster, service))];
}

function missing(cluster: Cluster, namespace: string, name: string): Check {
  const all = [...cluster.all('services').values()];
  const elsewhere = all
    .filter((each) => each.metadata.name === name)
    .map((each) => each.metadata.namespace ?? 'default');
  const near = nearest(name, all.filter((each) => each.metadata.namespace === namespace).map((each) => each.metadata.name)); // prettier-ignore
  return {
    name: 'exists',
    status: 'fail',
    reason: 'NOT_FOUND',
    text: `there is no Service ${JSON.stringify(name)} in namespace ${namespace}`,
    details: [
      ...elsewhere.map((where) => `there is one in namespace ${where}: its name from here is ${name}.${where}`),
      ...(near ? [`nearest name: ${near.text} (edit distance ${near.distance})`] : []),
    ],
  };
}

function loadBalancerChecks(cluster: Cluster, service: Service): Check[] {
  if (service.spec.type !== 'LoadBalancer') return [];
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const checks: Check[] = [];
  if (ingress.length === 0)
    checks.push({ name: 'load balancer', status: 'warn', reason: 'LB_PENDING', text: 'no address yet (<pending>): nothing outside can reach it but by its node port', origin: originOf(cluster, 'services', service, 'spec.type') }); // prettier-ignore
  else checks.push({ name: 'load balancer', status: 'ok', text: `address ${ingress.map((each) => each.ip ?? each.hostname ?? '?').join(', ')}` }); // prettier-ignore
  const ranges = service.spec.loadBalancerSourceRanges ?? [];
  if (ranges.length > 0)
    checks.push({ name: 'source ranges', status: 'info', text: `only ${ranges.join(', ')} may use the load balancer address (pods and nodes included)`, origin: originOf(cluster, 'services', service, 'spec.loadBalancerSourceRanges') }); // prettier-ignore
  return checks;
}

function shape(service: Service): string {
  const { spec } = service;
  const ports = (spec.ports ?? []).map(
    (port) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol ?? 'TCP'}`,
  );
  const address = spec.clusterIP === 'None' ? 'headless' : (spec.clusterIP ?? 'no address');
  return `${spec.type ?? 'ClusterIP'} ${address} ${ports.join(',')}`.trim();
}

function concluded(service: string, checks: readonly Check[]): Diagnosis {
  const found = checks.find((check) => check.status === 'fail') ?? checks.find((check) => check.status === 'warn' && check.reason !== undefined); // prettier-ignore
  const { reason } = found ?? checks.find((check) => check.reason !== undefined) ?? {};
  if (!found) return { service, checks, reason: reason ?? 'DELIVERED', message: reason === undefined ? 'nothing wrong was found: packets arrive' : REASONS[reason].meaning }; // prettier-ignore
  return {
    service,
    checks,
    reason: reason ?? 'DELIVERED',
    message: found.text,
    ...(found.origin ? { origin: found.origin } : {}),
  };
}
