import type { Endpoint, EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { Node } from '../api/node/type.ts';
import type { Pod } from '../api/pod/type.ts';
import { keyOf, type Cluster, type ObjectMap } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { addressPlus, parseAddress, type Address, type Family } from '../net/address.ts';
import { parsePrefix, type Prefix } from '../net/prefix.ts';
import { makeHost, type Host, type PodPlace, type Topology } from './topology.ts';

export interface TopologyOptions {
  /** Overrides the cluster's own setting. */
  readonly podNetwork?: 'bridge' | 'ptp' | undefined;
  /** Further addresses that are local to every host, beside its interfaces (kube-ipvs0 by host name). */
  readonly alsoLocal?: (node: string) => ((address: Address) => boolean) | undefined;
}

/**
 * Who has which address in the cluster. Addresses of pods come from their status; endpoints that no pod has (dumps without
 * pods, hand-written slices that name a node) are known from their slices.
 */
export function clusterTopology(cluster: Cluster, options: TopologyOptions = {}): Topology {
  const network = options.podNetwork ?? cluster.config.podNetwork;
  const { overlay } = cluster.config;
  const hosts = new Map<string, Host>();
  const byAddress = new Map<string, Host>();
  for (const node of nodesOf(cluster)) {
    const firstOf = (family: Family, offset: number): Address | undefined => {
      const own = node.podCIDRs.find((prefix) => prefix.address.family === family);
      return own && addressPlus(own.address, offset);
    };
    const alsoLocal = options.alsoLocal?.(node.name);
    const host = makeHost({
      ...node,
      bridge: (family) => (network === 'bridge' ? firstOf(family, 1) : undefined),
      overlay: (family) => (overlay === 'vxlan' ? firstOf(family, 0) : undefined),
      ...(alsoLocal ? { alsoLocal } : {}),
    });
    hosts.set(host.name, host);
    const own = [host.bridge(4), host.bridge(6), host.overlay(4), host.overlay(6)].filter((each) => each !== undefined);
    for (const address of [...host.addresses, ...own])
      if (!byAddress.has(address.text)) byAddress.set(address.text, host);
  }
  return {
    hosts,
    hostOf: (address) => byAddress.get(address.text),
    podAt: (address) => podAt(cluster, address),
    isTaken: (address) =>
      (cluster.isLoaded('pods') ? podAt(cluster, address) : foundEndpoint(cluster, address)) !== undefined,
    anyPodAddress: (host, family) => anyPodAddress(cluster, host, family),
    network,
    overlay,
  };
}

function anyPodAddress(cluster: Cluster, host: Host, family: Family): Address | undefined {
  let elsewhere: Address | undefined;
  for (const object of cluster.all('pods').values()) {
    const pod = object as Pod;
    if (pod.spec.hostNetwork) continue;
    const found = podAddresses(pod).map((text) => parseAddress(text)).find((each) => each?.family === family); // prettier-ignore
    if (found && pod.spec.nodeName === host.name) return found;
    elsewhere ??= found;
  }
  return elsewhere;
}

/** Slices first while the pods are still unread: a trace to a Service then never parses the pods of a large state file. */
function podAt(cluster: Cluster, address: Address): PodPlace | undefined {
  const endpoint = (): PodPlace | undefined => endpointAt(cluster, address);
  const pod = (): PodPlace | undefined => podsByAddress(cluster.all('pods')).get(address.text);
  return cluster.isLoaded('pods') ? (pod() ?? endpoint()) : (endpoint() ?? pod());
}

interface NodeFacts {
  readonly name: string;
  readonly addresses: Address[];
  readonly podCIDRs: Prefix[];
}

/** The nodes, or, for a dump that has none, the hosts that its pods and slices speak of. */
function nodesOf(cluster: Cluster): NodeFacts[] {
  const nodes = [...cluster.all('nodes').values()].map((object) => nodeFacts(object as Node));
  if (nodes.length > 0) return nodes;
  const found = new Map<string, NodeFacts>();
  for (const object of cluster.all('pods').values()) {
    const pod = object as Pod;
    const name = pod.spec.nodeName;
    const hostIP = parseAddress(pod.status?.hostIP ?? '');
    if (name && !found.has(name)) found.set(name, { name, addresses: hostIP ? [hostIP] : [], podCIDRs: [] });
  }
  for (const object of cluster.all('endpointslices').values())
    for (const { nodeName } of (object as EndpointSlice).endpoints ?? [])
      if (nodeName && !found.has(nodeName)) found.set(nodeName, { name: nodeName, addresses: [], podCIDRs: [] });
  return [...found.values()];
}

function nodeFacts(node: Node): NodeFacts {
  const written = node.status?.addresses ?? [];
  const order = ['InternalIP', 'ExternalIP'];
  const addresses = order.flatMap((type) =>
    written.filter((each) => each.type === type).map((each) => parseAddress(each.address)),
  );
  const cidrs = node.spec?.podCIDRs ?? (node.spec?.podCIDR ? [node.spec.podCIDR] : []);
  return {
    name: node.metadata.name,
    addresses: addresses.filter((each) => each !== undefined),
    podCIDRs: cidrs.map((cidr) => parsePrefix(cidr)).filter((each) => each !== undefined),
  };
}

/** Pods by address. Those on the host's own network have none of their own; finished ones have given theirs back. */
const podsByAddress = derived((pods: ObjectMap): ReadonlyMap<string, PodPlace> => {
  const places = new Map<string, PodPlace>();
  for (const object of pods.values()) {
    const pod = object as Pod;
    const phase = pod.status?.phase;
    if (pod.spec.hostNetwork === true || phase === 'Succeeded' || phase === 'Failed') continue;
    const node = pod.spec.nodeName;
    for (const text of podAddresses(pod)) {
      const address = parseAddress(text);
      if (address && !places.has(address.text))
        places.set(address.text, { address, pod: keyOf(pod), ...(node ? { node } : {}) });
    }
  }
  return places;
});

/** The addresses of a pod, main one first. */
export function podAddresses(pod: Pod): string[] {
  const listed = pod.status?.podIPs?.map((each) => each.ip) ?? [];
  const main = pod.status?.podIP;
  return main === undefined || listed.includes(main) ? listed : [main, ...listed];
}

interface Found {
  readonly slice: EndpointSlice;
  readonly endpoint: Endpoint;
}

/** Endpoints that name a node, by the text of their addresses. */
const endpointsByAddress = derived((slices: ObjectMap): ReadonlyMap<string, Found> => {
  const places = new Map<string, Found>();
  for (const object of slices.values()) {
    const slice = object as EndpointSlice;
    for (const endpoint of slice.endpoints ?? []) {
      if (!endpoint.nodeName) continue;
      for (const text of endpoint.addresses ?? []) {
        // IPv4 has one spelling; IPv6 has many.
        const canonical = text.includes(':') ? (parseAddress(text)?.text ?? text) : text;
        if (!places.has(canonical)) places.set(canonical, { slice, endpoint });
      }
    }
  }
  return places;
});

/** Whoever asks for more addresses than this is after many: then one index over all slices pays. */
const MOST_ALONE = 64;
const foundAlone = derived<Cluster, Map<string, Found | undefined>>(() => new Map());

/** The endpoint with the address, without parsing all slices of a large state for a few of them. */
function foundEndpoint(cluster: Cluster, address: Address): Found | undefined {
  const { text } = address;
  const alone = foundAlone(cluster);
  if (alone.has(text)) return alone.get(text);
  // IPv6 addresses have many spellings: no text finds them all.
  const few = address.family === 4 && alone.size < MOST_ALONE ? cluster.containing('endpointslices', `"${text}"`) : undefined; // prettier-ignore
  if (!few) return endpointsByAddress(cluster.all('endpointslices')).get(text);
  const found = endpointsByAddress(new Map(few.map((slice) => [keyOf(slice), slice]))).get(text);
  alone.set(text, found);
  return found;
}

/** Places that were made, by address: a walk asks for the same ones again and again. */
const placesOf = derived<Cluster, Map<string, PodPlace | undefined>>(() => new Map());

function endpointAt(cluster: Cluster, address: Address): PodPlace | undefined {
  const places = placesOf(cluster);
  const known = places.get(address.text);
  if (known !== undefined || places.has(address.text)) return known;
  const place = endpointPlace(cluster, address);
  places.set(address.text, place);
  return place;
}

function endpointPlace(cluster: Cluster, address: Address): PodPlace | undefined {
  const found = foundEndpoint(cluster, address);
  const node = found?.endpoint.nodeName;
  if (!found || !node) return undefined;
  const { targetRef } = found.endpoint;
  const namespace = targetRef?.namespace ?? found.slice.metadata.namespace ?? 'default';
  return targetRef?.kind === 'Pod' && targetRef.name
    ? { address, node, pod: `${namespace}/${targetRef.name}` }
    : { address, node };
}
