import type { Pod } from '../api/pod/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { addressPlus, parseAddress, type Address, type Family } from '../net/address.ts';
import { contains, prefixOf, type Prefix } from '../net/prefix.ts';
import { UserError } from '../net/user-error.ts';
import { inServiceRange, servicesAtAddress } from './service-index.ts';
import { eachFamilyOnce, podNamed, podOfDeployment, podSource } from './source-pod.ts';
import { isLoopback, type Host, type PodPlace, type Topology } from './topology.ts';

/** Who sends the packet. */
export interface TraceSource {
  readonly kind: 'pod' | 'node' | 'external' | 'load-balancer';
  /** As it is shown: a pod's name, a node's, or the client's address. */
  readonly name: string;
  readonly namespace: string;
  /** The host it runs on; for a client outside the host through which it comes in, where that was said. */
  readonly host: Host | undefined;
  /** Pods with an address of their own. */
  readonly place?: (family: Family) => PodPlace | undefined;
  readonly pod?: Pod;
  readonly hostNetwork?: boolean;
  /** A client outside: its address. */
  readonly address?: Address;
  /** What was taken for granted because nobody said it. */
  readonly assumed?: string;
}

export interface SourceOptions {
  /** `pod/NAME`, `pod=IP`, `node/NAME`, `external`, `external=IP`, `load-balancer`; undefined: chosen by the destination. */
  readonly from?: string | undefined;
  readonly node?: string | undefined;
  readonly namespace: string;
  /** The destination as typed. */
  readonly host: string;
}

/** Clients outside whose address nobody gave: of the documentation prefixes (RFC 5737, RFC 3849). */
const CLIENT = { 4: '198.51.100.7', 6: '2001:db8:51::7' } as const;

const NEIGHBOURHOOD = { 4: 24, 6: 120 } as const;

/** The source of a trace. Throws UserError where it is not to be found. */
export function findSource(cluster: Cluster | undefined, topology: Topology, options: SourceOptions): TraceSource {
  const { from, namespace } = options;
  const host = hostFor(topology, options.node);
  if (from === undefined || from === '') return assumedSource(cluster, topology, options, host);
  const [kind = '', rest = ''] = splitFirst(from);
  switch (kind) {
    case 'pod':
    case 'pods':
    case 'po':
      if (from.includes('=') && !from.includes('/')) return throwaway(topology, host, namespace, addressIn(rest, from));
      return podSource(topology, podNamed(cluster, namespace, rest));
    case 'node':
    case 'nodes':
    case 'no':
      return nodeSource(rest === '' ? requiredHost(host) : hostNamed(topology, rest), namespace);
    case 'external':
    case 'outside':
    case 'client':
      return {
        kind: 'external',
        ...clientOutside(rest, from, namespace),
        host: options.node === undefined ? undefined : host,
      };
    case 'lb':
    case 'loadbalancer':
    case 'load-balancer':
      return { kind: 'load-balancer', ...clientOutside(rest, from, namespace), host: undefined };
    case 'deployment':
    case 'deployments':
    case 'deploy':
      return podSource(topology, podOfDeployment(cluster, namespace, rest));
    default: {
      const address = parseAddress(from);
      if (address) return addressSource(cluster, topology, host, namespace, address);
      if (!from.includes('/') && !from.includes('=')) return podSource(topology, podNamed(cluster, namespace, from));
      throw new UserError(`--from ${JSON.stringify(from)}: expected pod/NAME, pod=IP, node/NAME, external[=IP] or load-balancer`); // prettier-ignore
    }
  }
}

/**
 * The address with which a client outside talks to `destination`; undefined where it has none of the family. Examples like to
 * give documentation addresses to Services too: a client has none that is asked for, or that a host has.
 */
export function clientAddress(source: TraceSource, destination: Address, topology: Topology): Address | undefined {
  const { family } = destination;
  if (source.address) return source.address.family === family ? source.address : undefined;
  const usual = parseAddress(CLIENT[family]);
  if (!usual) return undefined;
  const hosts = [...topology.hosts.values()];
  for (let offset = 0; offset < 32; offset++) {
    const candidate = addressPlus(usual, offset);
    if (candidate.text !== destination.text && !hosts.some((host) => host.isLocal(candidate))) return candidate;
  }
  return usual;
}

function assumedSource(
  cluster: Cluster | undefined,
  topology: Topology,
  options: SourceOptions,
  host: Host | undefined,
): TraceSource {
  const { namespace } = options;
  const to = parseAddress(options.host);
  if (to && isLoopback(to) && host)
    return { ...nodeSource(host, namespace), assumed: `no --from: asked on ${host.name}, since ${to.text} never leaves a host` }; // prettier-ignore
  const outside = to && cluster && !inServiceRange(cluster, to) ? servicesAtAddress(cluster, to)[0]?.kind : undefined;
  const foreign = to && (!cluster || topology.hostOf(to) || (outside !== undefined && outside !== 'cluster-ip'));
  if (foreign || !host)
    return {
      kind: 'external',
      ...clientOutside('', '', namespace),
      host: options.node === undefined ? undefined : host,
      assumed: 'no --from: a client outside the cluster',
    };
  const where = namespace === 'default' ? '' : ` in namespace ${namespace}`;
  return { ...throwaway(topology, host, namespace, undefined), assumed: `no --from: a throwaway pod${where} on ${host.name}` }; // prettier-ignore
}

function clientOutside(
  text: string,
  from: string,
  namespace: string,
): { name: string; namespace: string; address?: Address } {
  if (text === '') return { name: 'client', namespace };
  const address = addressIn(text, from);
  return { name: address.text, namespace, address };
}

/** A pod nobody created: with the given address, or a free one of the node's prefix. */
function throwaway(
  topology: Topology,
  host: Host | undefined,
  namespace: string,
  given: Address | undefined,
): TraceSource {
  const found = given === undefined ? undefined : topology.podAt(given);
  const owner =
    given && !found ? [...topology.hosts.values()].find((each) => each.podCIDRs.some((cidr) => contains(cidr, given))) : undefined; // prettier-ignore
  const on = (found?.node === undefined ? undefined : topology.hosts.get(found.node)) ?? host ?? owner;
  const node = requiredHost(on);
  const place = eachFamilyOnce((family) => {
    if (given) return given.family === family ? (found ?? { address: given, node: node.name }) : undefined;
    const free = freeAddress(topology, node, family);
    return free && { address: free, node: node.name };
  });
  return { kind: 'pod', name: found?.pod?.split('/')[1] ?? given?.text ?? 'throwaway', namespace, host: node, place };
}

/**
 * An address of the host's prefix (without one: of the neighbourhood of its pods) that no pod has: counted down from the end,
 * where address managers arrive last.
 */
function freeAddress(topology: Topology, host: Host, family: Family): Address | undefined {
  const near = (): Prefix | undefined => {
    const pod = topology.anyPodAddress?.(host, family);
    return pod && prefixOf(pod, NEIGHBOURHOOD[family]);
  };
  const cidr = host.podCIDRs.find((each) => each.address.family === family) ?? near();
  if (!cidr) return undefined;
  const size = 2 ** Math.min((family === 4 ? 32 : 128) - cidr.length, 16);
  for (let offset = size - 2; offset > 1; offset--) {
    const candidate = addressPlus(cidr.address, offset);
    if (!topology.isTaken(candidate) && !host.isLocal(candidate)) return candidate;
  }
  return undefined;
}

function nodeSource(host: Host, namespace: string): TraceSource {
  return { kind: 'node', name: host.name, namespace, host };
}

/** A bare address as source: a host, a pod, or else somebody outside. */
function addressSource(
  cluster: Cluster | undefined,
  topology: Topology,
  host: Host | undefined,
  namespace: string,
  address: Address,
): TraceSource {
  const owner = topology.hostOf(address);
  if (owner) return nodeSource(owner, namespace);
  const place = topology.podAt(address);
  const [where = '', name = ''] = place?.pod?.split('/') ?? [];
  const pod = place?.pod === undefined ? undefined : (cluster?.get('pods', where, name) as Pod | undefined);
  if (pod) return podSource(topology, pod);
  const inPrefix = [...topology.hosts.values()].some((each) => each.podCIDRs.some((cidr) => contains(cidr, address)));
  if (place || inPrefix) return throwaway(topology, host, namespace, address);
  return { kind: 'external', name: address.text, namespace, address, host };
}

function hostFor(topology: Topology, node: string | undefined): Host | undefined {
  if (node !== undefined) return hostNamed(topology, node);
  return [...topology.hosts.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))[0];
}

function hostNamed(topology: Topology, name: string): Host {
  const host = topology.hosts.get(name);
  if (host) return host;
  throw new UserError(`nodes ${JSON.stringify(name)} not found`, 1, `known: ${[...topology.hosts.keys()].join(', ')}`);
}

function requiredHost(host: Host | undefined): Host {
  if (host) return host;
  throw new UserError('the cluster has no node: nothing can send a packet there', 1);
}

/** `pod/a/b` -> pod, a/b; `pod=10.0.0.1` -> pod, 10.0.0.1 */
function splitFirst(from: string): [string, string] {
  const at = /[/=]/.exec(from)?.index;
  return at === undefined ? [from, ''] : [from.slice(0, at), from.slice(at + 1)];
}

function addressIn(text: string, from: string): Address {
  const address = parseAddress(text);
  if (!address) throw new UserError(`--from ${JSON.stringify(from)}: ${JSON.stringify(text)} is not an IP address`);
  return address;
}
