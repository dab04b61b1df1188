import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { Node } from '../api/node/type.ts';
import type { Pod } from '../api/pod/type.ts';
import type { Service, ServicePort } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { slicesOf } from '../cluster/lookup.ts';
import type { Searchable } from './picker.ts';

/** Somebody who can ask a Service. */
export interface SourceRow extends Searchable {
  readonly kind: 'throwaway' | 'pod' | 'node' | 'external';
  readonly text: string;
  /** What `--from` would say; undefined for a throwaway pod, which the engine makes up. */
  readonly from: string | undefined;
  /** What `--node` would say. */
  readonly node: string | undefined;
}

/** A name or an address with a port, under which a Service can be asked. */
export interface DoorRow extends Searchable {
  readonly text: string;
  /** The words of `kubesim trace`: `tcp web 80`. */
  readonly request: readonly string[];
}

/** A trace that somebody asks for. */
export interface Question {
  readonly namespace: string;
  readonly source: SourceRow;
  readonly door: DoorRow;
}

/** Who can ask a Service of this namespace: a throwaway pod on each node, the running pods, the nodes, a client outside. */
export function sourceRows(cluster: Cluster, namespace: string): SourceRow[] {
  const nodes = nodesOf(cluster);
  return [
    ...nodes.map(({ metadata: { name } }) => source('throwaway', `a throwaway pod on ${name}`, undefined, name)),
    ...([...cluster.all('pods').values()] as Pod[])
      .filter((pod) => pod.metadata.namespace === namespace && runs(pod))
      .map((pod) =>
        source(
          'pod',
          `pod ${pod.metadata.name} (${pod.status?.podIP ?? ''} on ${pod.spec.nodeName ?? ''})`,
          `pod/${keyOf(pod)}`,
        ),
      ) // prettier-ignore
      .toSorted((a, b) => (a.text < b.text ? -1 : 1)),
    ...nodes.map(({ metadata: { name } }) => source('node', `node ${name}`, `node/${name}`)),
    source('external', 'a client outside the cluster', 'external'),
  ];
}

function source(kind: SourceRow['kind'], text: string, from: string | undefined, node?: string): SourceRow {
  return { kind, text, from, node, key: text, words: text.toLowerCase() };
}

function runs({ spec, status }: Pod): boolean {
  const over = status?.phase === 'Succeeded' || status?.phase === 'Failed';
  return spec.nodeName !== undefined && status?.podIP !== undefined && !over;
}

function nodesOf(cluster: Cluster): Node[] {
  return ([...cluster.all('nodes').values()] as Node[]).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1)); // prettier-ignore
}

/**
 * Where a source can ask a Service. What it would use itself comes first: pods know names, nodes do not ask the cluster's DNS,
 * and a client outside comes by load balancer, external address or node port; the ClusterIP, which is not for it, is last.
 */
export function doorRows(cluster: Cluster, service: Service, from: SourceRow): DoorRow[] {
  const { spec, metadata } = service;
  const pod = from.kind === 'pod' || from.kind === 'throwaway';
  if (spec.type === 'ExternalName' && (spec.ports ?? []).length === 0) return [door(['dig', longName(service)], `look up ${longName(service)}`)]; // prettier-ignore
  const ports = spec.ports ?? [];
  const name = ports.map((port) => asked(port, metadata.name, podPort(cluster, service, port), 'by name'));
  const own = (spec.clusterIPs ?? [spec.clusterIP]).filter((ip) => ip !== undefined && ip !== '' && ip !== 'None');
  const inside = ports.flatMap((port) => own.map((ip) => asked(port, ip ?? '', port.port, 'the ClusterIP')));
  const outside = [
    ...ports.flatMap((port) => (service.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [asked(port, ip, port.port, 'the load balancer')]))), // prettier-ignore
    ...ports.flatMap((port) => (spec.externalIPs ?? []).map((ip) => asked(port, ip, port.port, 'an external address'))),
    ...ports.flatMap((port) => nodePorts(cluster, port)),
  ];
  const pods = own.length === 0 ? ports.flatMap((port) => podDoors(cluster, service, port)) : [];
  if (pod) return [...name, ...inside, ...pods, ...outside];
  return from.kind === 'node' ? [...inside, ...pods, ...outside] : [...outside, ...inside, ...pods];
}

function nodePorts(cluster: Cluster, port: ServicePort): DoorRow[] {
  const { nodePort } = port;
  if (!nodePort) return [];
  return nodesOf(cluster).flatMap(({ metadata, status }) => {
    const address = status?.addresses?.find((each) => each.type === 'InternalIP')?.address;
    return address === undefined ? [] : [asked(port, address, nodePort, `the node port of ${metadata.name}`)];
  });
}

const MOST_PODS = 50;

/** A Service without an address of its own: its pods. */
function podDoors(cluster: Cluster, service: Service, port: ServicePort): DoorRow[] {
  const doors = slicesBehind(cluster, service).flatMap((slice) => {
    const number = portIn(slice, port);
    if (number === undefined) return [];
    return (slice.endpoints ?? []).flatMap(({ addresses, targetRef }) => (addresses[0] === undefined ? [] : [asked(port, addresses[0], number, `endpoint ${targetRef?.name ?? ''}`.trim())])); // prettier-ignore
  });
  return doors.slice(0, MOST_PODS);
}

/** The number to ask by name: that of the pods for a Service without address, which nobody translates. */
function podPort(cluster: Cluster, service: Service, port: ServicePort): number {
  if (service.spec.clusterIP !== 'None') return port.port;
  const found = slicesBehind(cluster, service).map((slice) => portIn(slice, port)).find((each) => each !== undefined); // prettier-ignore
  return found ?? port.port;
}

function portIn(slice: EndpointSlice, port: ServicePort): number | undefined {
  const same = (slice.ports ?? []).find((each) => (each.name ?? '') === (port.name ?? '') && (each.protocol ?? 'TCP') === (port.protocol ?? 'TCP')); // prettier-ignore
  return same?.port ?? undefined;
}

function slicesBehind(cluster: Cluster, { metadata }: Service): readonly EndpointSlice[] {
  return slicesOf(cluster, metadata.namespace ?? 'default', metadata.name);
}

function longName({ metadata }: Service): string {
  return `${metadata.name}.${metadata.namespace ?? 'default'}.svc`;
}

function asked(port: ServicePort, host: string, number: number, what: string): DoorRow {
  const protocol = (port.protocol ?? 'TCP').toLowerCase();
  const title = port.name === undefined || port.name === '' ? '' : `, port ${port.name}`;
  return door([protocol, host, String(number)], `${protocol} ${host} ${number}  (${what}${title})`);
}

function door(request: readonly string[], text: string): DoorRow {
  return { request, text, key: request.join(' '), words: text.toLowerCase() };
}
