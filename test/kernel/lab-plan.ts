import type { Cluster } from '../../src/cluster/cluster.ts';
import type { EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import { parseAddress, type Address } from '../../src/net/address.ts';
import { clusterWorld } from '../../src/trace/cluster-world.ts';
import { isLoopback, type Host } from '../../src/trace/topology.ts';
import type { TraceResult } from '../../src/trace/trace.ts';
import type { World } from '../../src/trace/world.ts';
import { hostNamespace, podNamespace } from './lab-namespaces.ts';
import type { Net, Placed, PlanNamespace } from './lab-net.ts';
import { clientNamespace, wireNamespace } from './lab-outside.ts';
import type { Question, Scene } from './lab.ts';

export interface Server {
  readonly namespace: string;
  readonly address: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
}

export interface LabPlan {
  readonly namespaces: readonly PlanNamespace[];
  readonly listen: readonly Server[];
  /** The namespace in which the source of a trace lives. */
  namespaceOf(traced: TraceResult): string;
}

interface Asked {
  readonly question: Question;
  readonly traced: TraceResult;
}

/** Namespaces, routes and servers for a cluster: what its hosts, pods and slices say, and where the questions come from. */
export function labPlan(scene: Scene, prefix: string, asked: readonly Asked[]): LabPlan {
  const { cluster, podNetwork } = scene;
  const world = clusterWorld(cluster, { podNetwork });
  const hosts = [...world.topology.hosts.values()];
  const pods = new Map<string, Placed>();
  const clients = new Map<string, Placed>();
  const endpoints = endpointsOf(cluster);
  const place = (text: string, node: string | undefined): void => {
    const address = parseAddress(text);
    if (!address || isLoopback(address) || hosts.some((host) => host.isLocal(address))) return;
    if (pods.has(address.text) || clients.has(address.text)) return;
    const host = world.topology.hosts.get(world.topology.podAt(address)?.node ?? node ?? '');
    if (host) pods.set(address.text, { address, host: host.name, name: `${prefix}p${pods.size}` });
    else clients.set(address.text, { address, host: hosts[0]?.name ?? '', name: `${prefix}c${clients.size}` });
  };
  for (const { address } of endpoints) place(address, undefined);
  for (const { question, traced } of asked) {
    const { kind, ip, node } = traced.source;
    const address = parseAddress(ip);
    if (kind === 'pod') place(ip, node);
    else if (kind === 'external' && address && !clients.has(ip))
      clients.set(ip, { address, host: question.node, name: `${prefix}c${clients.size}` });
  }
  const watched = ({ name }: Host): boolean => asked.some(({ question }) => question.watch === name);
  const wire = `${prefix}wire`;
  const all: Net = { world, hosts, pods: [...pods.values()], clients: [...clients.values()], prefix, wire, podNetwork };
  const namespaceOf = ({ source }: TraceResult): string =>
    pods.get(source.ip)?.name ?? clients.get(source.ip)?.name ?? `${prefix}${source.node ?? ''}`;
  const at = (address: Address): string | undefined =>
    pods.get(address.text)?.name ??
    clients.get(address.text)?.name ??
    hosts.filter((host) => host.isLocal(address) && !isLoopback(address)).map(({ name }) => prefix + name)[0];
  const listen = servers(world, hosts, endpoints, asked, at, prefix);
  return {
    namespaces: [
      ...hosts.map((host) => hostNamespace(all, host, scene, watched(host))),
      ...all.clients.map((client) => clientNamespace(all, client)),
      ...all.pods.map((pod) => podNamespace(all, pod)),
      wireNamespace(all),
    ],
    listen,
    namespaceOf,
  };
}

export interface Endpoint {
  readonly address: string;
  readonly port: number;
  readonly protocol: string;
}

/** Every address and port that a slice of the cluster names. */
export function endpointsOf(cluster: Cluster): Endpoint[] {
  return [...cluster.all('endpointslices').values()].flatMap((object) => {
    const { endpoints, ports } = object as EndpointSlice;
    return (endpoints ?? []).flatMap(({ addresses }) =>
      addresses.flatMap((text) =>
        (ports ?? []).map(({ port, protocol = 'TCP' }) => ({
          address: parseAddress(text)?.text ?? text,
          port: port ?? 0,
          protocol: protocol.toLowerCase(),
        })),
      ),
    );
  });
}

/** A server wherever the cluster is taken to have one: at its endpoints, and at what is asked for directly. */
function servers(
  world: World,
  hosts: readonly Host[],
  endpoints: readonly Endpoint[],
  asked: readonly Asked[],
  at: (address: Address) => string | undefined,
  prefix: string,
): Server[] {
  // prettier-ignore
  const found = new Map<string, Server>();
  const add = (text: string, port: number, protocol: string, loopbackOf?: string): void => {
    const address = parseAddress(text);
    if (!address || (protocol !== 'tcp' && protocol !== 'udp') || port < 1 || port > 65535) return;
    const own = isLoopback(address) ? loopbackOf : undefined;
    const namespace = own === undefined ? at(address) : prefix + own;
    if (namespace === undefined) return;
    const host = hosts.find(({ name }) => prefix + name === namespace);
    const place = host ? undefined : world.topology.podAt(address);
    const any = { source: address, sourcePort: 1024, mark: 0 };
    const packet = { ...any, protocol, destination: address, destinationPort: port } as const;
    const outside = !host && !place;
    if (outside || world.listens({ packet, host, place }).open)
      found.set(`${namespace} ${address.text} ${port} ${protocol}`, {
        namespace,
        address: address.text,
        port,
        protocol,
      });
  };
  for (const { address, port, protocol } of endpoints) add(address, port, protocol);
  for (const { question } of asked) add(question.host, question.port, question.protocol, question.node);
  return [...found.values()];
}
