import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { Pod } from '../api/pod/type.ts';
import type { Service, ServicePort } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { slicesOf } from '../cluster/lookup.ts';
import { parseAddress, type Address } from '../net/address.ts';
import { clusterWorld, type WorldOptions } from '../trace/cluster-world.ts';
import { walkFlow } from '../trace/flow.ts';
import { mergeOutcomes, outcomeOf } from '../trace/outcome.ts';
import { findSource, type TraceSource } from '../trace/source.ts';
import type { Outcome, Verdict } from '../trace/tree.ts';
import type { World } from '../trace/world.ts';

/** Who reaches whom: every source against every Service port. */
export interface Matrix {
  readonly sources: readonly MatrixSource[];
  readonly targets: readonly MatrixTarget[];
  /** By source, then target; undefined where a source has no business there (a client outside and a Service without outside address). */
  readonly cells: readonly (readonly (MatrixCell | undefined)[])[];
}

export interface MatrixSource {
  /** `pod default/web-1`, `pods on node1`, `node node1`, `outside` */
  readonly name: string;
  readonly kind: TraceSource['kind'];
  readonly node?: string;
}

export interface MatrixTarget {
  /** `default/web:80/tcp` */
  readonly name: string;
  readonly service: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
}

export interface MatrixCell {
  /** The address that was asked. */
  readonly address: string;
  /** `delivered` only where every way delivers; else the verdict of the likeliest way that does not. */
  readonly verdict: Verdict;
  readonly reason: string;
  /** Probability of being delivered. */
  readonly delivered: number;
  readonly outcomes: readonly Outcome[];
}

export interface MatrixOptions extends WorldOptions {
  /** Only pods and Services of this namespace; undefined: all. */
  readonly namespace?: string | undefined;
  /** `each`: one source a pod; `nodes`: one throwaway pod a node stands for its pods (names that do not change). */
  readonly pods?: 'each' | 'nodes';
  /** `main`: each source asks the address it would use. `all`: every source asks every address of a Service, node ports on each node included. */
  readonly addresses?: 'main' | 'all';
}

/** The whole matrix of a cluster. */
export function reachMatrix(cluster: Cluster, options: MatrixOptions = {}): Matrix {
  const world = clusterWorld(cluster, { ...options, record: false });
  const sources = matrixSources(cluster, world, options);
  const targets = matrixTargets(cluster, world, options);
  return {
    sources: sources.map(({ name, source }) => ({ name, kind: source.kind, ...(source.host && source.kind !== 'external' ? { node: source.host.name } : {}) })), // prettier-ignore
    targets: targets.map(targetOf),
    cells: cellsOf(cluster, world, sources, targets),
  };
}

function matrixSources(
  cluster: Cluster,
  world: World,
  options: MatrixOptions,
): { name: string; source: TraceSource }[] {
  const { topology } = world;
  const { namespace } = options;
  const from = (text: string, where: string, node?: string): TraceSource => findSource(cluster, topology, { from: text, namespace: where, host: '', node }); // prettier-ignore
  const sources: { name: string; source: TraceSource }[] = [];
  const hosts = [...topology.hosts.keys()];
  if ((options.pods ?? 'each') === 'each') {
    for (const object of cluster.all('pods').values()) {
      const pod = object as Pod;
      const where = pod.metadata.namespace ?? 'default';
      const runs = pod.spec.nodeName !== undefined && topology.hosts.has(pod.spec.nodeName) && pod.status?.podIP !== undefined; // prettier-ignore
      const over = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
      if ((namespace !== undefined && where !== namespace) || !runs || over || pod.spec.hostNetwork) continue;
      sources.push({ name: `pod ${keyOf(pod)}`, source: from(`pod/${keyOf(pod)}`, where) });
    }
  } else
    for (const node of hosts) {
      const host = topology.hosts.get(node);
      const source = host && throwawayOn(cluster, world, node);
      if (source) sources.push({ name: `a pod on ${node}`, source });
    }
  for (const node of hosts) sources.push({ name: `node ${node}`, source: from(`node/${node}`, 'default') });
  sources.push({ name: 'outside', source: from('external', 'default') });
  return sources;
}

function throwawayOn(cluster: Cluster, world: World, node: string): TraceSource | undefined {
  const source = findSource(cluster, world.topology, { namespace: 'default', host: 'cluster.internal', node });
  return source.kind === 'pod' && (source.place?.(4) ?? source.place?.(6)) ? source : undefined;
}

interface Target {
  readonly service: Service;
  readonly port: ServicePort;
  /** One certain address; absent: the one each source would use. */
  readonly via?: { readonly address: Address; readonly port: number; readonly kind: string };
}

function matrixTargets(cluster: Cluster, world: World, { namespace, addresses }: MatrixOptions): Target[] {
  const main = ([...cluster.all('services').values()] as Service[])
    .filter((service) => namespace === undefined || service.metadata.namespace === namespace)
    .filter((service) => service.spec.type !== 'ExternalName')
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .flatMap((service) => (service.spec.ports ?? []).map((port): Target => ({ service, port })));
  return addresses === 'all' ? main.flatMap((target) => everyAddress(world, target)) : main;
}

/** A target for each address under which the Service port can be asked. Headless ones keep their own. */
function everyAddress(world: World, { service, port }: Target): Target[] {
  const { spec, status } = service;
  const ways: { kind: string; address: Address | undefined; port: number }[] = [];
  const add = (kind: string, text: string | undefined, number: number): void => void ways.push({ kind, address: parseAddress(text ?? ''), port: number }); // prettier-ignore
  for (const ip of spec.clusterIPs ?? [spec.clusterIP]) add('cluster address', ip, port.port);
  for (const ip of spec.externalIPs ?? []) add('external address', ip, port.port);
  for (const ingress of status?.loadBalancer?.ingress ?? []) add('load balancer address', ingress.ip, port.port);
  if (port.nodePort)
    for (const host of world.topology.hosts.values())
      add(`node port of ${host.name}`, (host.primary(4) ?? host.primary(6))?.text, port.nodePort);
  const known = ways.flatMap(({ kind, address, port: number }) => (address ? [{ service, port, via: { kind, address, port: number } }] : [])); // prettier-ignore
  return known.length > 0 ? known : [{ service, port }];
}

function targetOf({ service, port, via }: Target): MatrixTarget {
  const protocol = protocolOf(port);
  const name = `${keyOf(service)}:${port.port}/${protocol}`;
  return { name: via ? `${name} by ${via.kind}` : name, service: keyOf(service), port: port.port, protocol };
}

/** Target by target: the rules of one Service stay at hand while every source asks for it. */
function cellsOf(
  cluster: Cluster,
  world: World,
  sources: readonly { readonly source: TraceSource }[],
  targets: readonly Target[],
): (MatrixCell | undefined)[][] {
  const cells: (MatrixCell | undefined)[][] = sources.map(() => []);
  for (const target of targets)
    for (const [index, { source }] of sources.entries()) cells[index]?.push(cell(cluster, world, source, target));
  return cells;
}

function protocolOf(port: ServicePort): 'tcp' | 'udp' | 'sctp' {
  return (port.protocol ?? 'TCP').toLowerCase() as 'tcp' | 'udp' | 'sctp';
}

function cell(cluster: Cluster, world: World, source: TraceSource, target: Target): MatrixCell | undefined {
  const { service, port, via } = target;
  const asked = via ? [via] : addressesFor(cluster, world, source, service, port);
  if (asked.length === 0) return service.spec.clusterIP === 'None' && source.kind !== 'external' ? nobody(service) : undefined; // prettier-ignore
  const all = asked.flatMap(({ address, port: number }) => {
    const { sent, ends } = walkFlow(world, { source, destination: address, port: number, protocol: protocolOf(port), sourcePort: 49152 }); // prettier-ignore
    if (!sent) return [noRoute(1 / asked.length)];
    const outcomes = ends.map(({ end }) => outcomeOf(cluster, end, sent));
    if (asked.length === 1) return outcomes;
    return outcomes.map((outcome) => ({ ...outcome, probability: outcome.probability / asked.length }));
  });
  const outcomes = mergeOutcomes(all);
  const delivered = outcomes.reduce((sum, each) => sum + (each.verdict === 'delivered' ? each.probability : 0), 0);
  const failed = outcomes.filter((each) => each.verdict !== 'delivered' && each.probability > 0).toSorted((a, b) => b.probability - a.probability)[0]; // prettier-ignore
  const address = asked.map((each) => each.address.text).join(',');
  return {
    address,
    verdict: failed?.verdict ?? 'delivered',
    reason: failed?.reason ?? 'DELIVERED',
    delivered,
    outcomes,
  };
}

/** A headless Service without ready pods: its name has no address. */
function nobody(service: Service): MatrixCell {
  const outcome: Outcome = { verdict: 'name-error', reason: 'NO_ADDRESS', message: `${keyOf(service)} is headless and has no ready pod: its name has no address`, probability: 1 }; // prettier-ignore
  return { address: '', verdict: outcome.verdict, reason: outcome.reason, delivered: 0, outcomes: [outcome] };
}

function noRoute(probability: number): Outcome {
  return { verdict: 'unrouted', reason: 'NO_ROUTE', message: 'no address of that family', probability };
}

/** Where this source would ask for the Service: its ClusterIP, its pods if headless, its outside address from outside. */
function addressesFor(
  cluster: Cluster,
  world: World,
  source: TraceSource,
  service: Service,
  port: ServicePort,
): { address: Address; port: number }[] {
  if (source.kind === 'external' || source.kind === 'load-balancer') {
    for (const ingress of service.status?.loadBalancer?.ingress ?? []) {
      const address = parseAddress(ingress.ip ?? '');
      if (address) return [{ address, port: port.port }];
    }
    const external = parseAddress(service.spec.externalIPs?.[0] ?? '');
    if (external) return [{ address: external, port: port.port }];
    const { nodePort } = port;
    if (!nodePort) return [];
    const addresses = [...world.topology.hosts.values()].map((host) => host.primary(4) ?? host.primary(6));
    return addresses.filter((each) => each !== undefined).map((address) => ({ address, port: nodePort }));
  }
  const clusterIP = parseAddress(service.spec.clusterIP ?? '');
  if (clusterIP) return [{ address: clusterIP, port: port.port }];
  const slices = slicesOf(cluster, service.metadata.namespace ?? 'default', service.metadata.name);
  return slices.flatMap((slice) => headlessAddresses(slice, port));
}

function headlessAddresses(slice: EndpointSlice, port: ServicePort): { address: Address; port: number }[] {
  const target = slice.ports?.find((each) => (each.name ?? '') === (port.name ?? ''))?.port ?? port.port;
  return (slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false)
    .map((endpoint) => parseAddress(endpoint.addresses[0] ?? ''))
    .filter((address) => address !== undefined)
    .map((address) => ({ address, port: target }));
}
