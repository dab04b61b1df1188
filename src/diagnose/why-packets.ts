import type { Service } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { originOf } from '../cluster/origin.ts';
import { slicesByService } from '../kube-proxy/endpoints-of.ts';
import { traceRequest, type TraceResult } from '../trace/trace.ts';
import type { Outcome } from '../trace/tree.ts';
import type { Check } from './diagnosis.ts';

/** Real packets, as far as simulated ones are: what a pod on each node gets from every port of the Service. */
export function checkPackets(cluster: Cluster, service: Service, before: readonly Check[]): Check[] {
  const nodes = [...cluster.all('nodes').values()].map((node) => node.metadata.name).slice(0, MOST_NODES);
  const explained = before.some((check) => check.status === 'fail');
  const checks: Check[] = [];
  for (const port of service.spec.ports ?? []) {
    const protocol = (port.protocol ?? 'TCP').toLowerCase() as 'tcp' | 'udp' | 'sctp';
    const host = service.spec.clusterIP ?? '';
    const request = { text: `${protocol} ${host} ${port.port}`, tool: 'raw', protocol, host, port: port.port } as const;
    const name = `packet ${port.name ?? port.port}`;
    const failed: { node: string; outcome: Outcome; share: number }[] = [];
    for (const node of nodes) {
      const { outcomes } = podTrace(cluster, node, service, request);
      const bad = outcomes.filter((outcome) => outcome.verdict !== 'delivered' && outcome.probability > 0);
      const [outcome] = bad;
      if (outcome) failed.push({ node, outcome, share: bad.reduce((sum, each) => sum + each.probability, 0) });
    }
    const [first] = failed;
    if (!first) {
      if (nodes.length > 0) checks.push({ name, status: 'ok', text: `a pod on ${nodes.length === 1 ? 'the node' : 'each node'} reaches ${host}:${port.port}` }); // prettier-ignore
      continue;
    }
    const { outcome, share } = first;
    checks.push({
      name,
      status: explained ? 'info' : 'fail',
      reason: outcome.reason,
      text: `${share < 1 ? `${Math.round(share * 100)} % of the packets` : 'packets'} from a pod on ${first.node} to ${host}:${port.port}: ${outcome.verdict}: ${outcome.message}`,
      ...(failed.length > 1 ? { details: failed.slice(1).map((each) => `on ${each.node}: ${each.outcome.verdict} ${each.outcome.reason}`) } : {}), // prettier-ignore
      ...(outcome.origin ? { origin: outcome.origin } : {}),
    });
  }
  return checks;
}

const MOST_NODES = 16;

function podTrace(
  cluster: Cluster,
  node: string,
  service: Service,
  request: Parameters<typeof traceRequest>[1]['request'],
): TraceResult {
  const namespace = service.metadata.namespace ?? 'default';
  return traceRequest(cluster, { request, node, namespace, record: false });
}

/** A traffic policy Local on nodes that run no endpoint. */
export function checkPolicyLocal(cluster: Cluster, service: Service): Check[] {
  const { spec } = service;
  const checks: Check[] = [];
  const without = nodesWithout(cluster, service);
  if (without.length === 0) return checks;
  const list = without.slice(0, 5).join(', ') + (without.length > 5 ? ' ...' : '');
  if (spec.externalTrafficPolicy === 'Local' && (spec.type === 'NodePort' || spec.type === 'LoadBalancer'))
    checks.push({
      name: 'external policy',
      status: 'warn',
      reason: 'NO_LOCAL_ENDPOINTS',
      text: `externalTrafficPolicy Local: ${list} ${without.length === 1 ? 'has' : 'have'} no ready endpoint and drop${without.length === 1 ? 's' : ''} what clients outside send there`,
      origin: originOf(cluster, 'services', service, 'spec.externalTrafficPolicy'),
    });
  if (spec.internalTrafficPolicy === 'Local')
    checks.push({
      name: 'internal policy',
      status: 'warn',
      reason: 'NO_LOCAL_ENDPOINTS',
      text: `internalTrafficPolicy Local: pods on ${list} get no answer`,
      origin: originOf(cluster, 'services', service, 'spec.internalTrafficPolicy'),
    });
  return checks;
}

function nodesWithout(cluster: Cluster, service: Service): string[] {
  const having = new Set<string>();
  for (const slice of slicesByService(cluster.all('endpointslices')).get(keyOf(service)) ?? [])
    for (const endpoint of slice.endpoints ?? [])
      if (endpoint.conditions?.ready !== false && endpoint.nodeName) having.add(endpoint.nodeName);
  return [...cluster.all('nodes').values()].map((node) => node.metadata.name).filter((name) => !having.has(name));
}
