import { type Address } from '../net/address.ts';
import { contains, type Prefix } from '../net/prefix.ts';
import type { Host, Topology } from './topology.ts';

/** Where a host sends a packet. */
export type Route =
  | { readonly kind: 'local'; readonly interface: 'lo' }
  /** To a pod of its own; `known` is false where the prefix is the host's but nobody has the address. */
  | { readonly kind: 'pod'; readonly interface: string; readonly known: boolean }
  | { readonly kind: 'host'; readonly interface: string; readonly host: Host; readonly prefix: string }
  /** By the default route, out of the cluster. */
  | { readonly kind: 'outside'; readonly interface: string };

const LOCAL: Route = { kind: 'local', interface: 'lo' };
const OUTSIDE: Route = { kind: 'outside', interface: 'eth0' };

/** The route `host` has for `destination`: its own addresses, its pods, other nodes and their pods, then the default route. */
export function routeFrom(topology: Topology, host: Host, destination: Address): Route {
  if (host.isLocal(destination)) return LOCAL;
  const other = topology.hostOf(destination);
  if (other) return { kind: 'host', interface: outward(topology, other, destination), host: other, prefix: '' };
  const place = topology.podAt(destination);
  if (place?.node === host.name) return toPod(topology, destination, true);
  const behind = place?.node === undefined ? undefined : topology.hosts.get(place.node);
  if (behind) return toHost(topology, behind, destination);
  if (prefixOf(host, destination)) return toPod(topology, destination, place !== undefined);
  for (const each of topology.hosts.values())
    if (each !== host && prefixOf(each, destination)) return toHost(topology, each, destination);
  const device = host.interfaceTowards?.(destination);
  return device === undefined ? OUTSIDE : { kind: 'outside', interface: device };
}

/** The address a socket of the host itself takes when it talks to `destination`. */
export function sourceFor(topology: Topology, host: Host, destination: Address): Address | undefined {
  const route = routeFrom(topology, host, destination);
  if (route.kind === 'local') return destination;
  return interfaceAddress(host, route.interface, destination);
}

/**
 * The address of the interface by which a packet leaves: what MASQUERADE takes. Interfaces without one (routed veths, lo towards
 * elsewhere) fall back to the host's: in IPv4 to the main one, as inet_select_addr does, in IPv6 to the one that has most in common
 * with the destination (RFC 6724, rule 8).
 */
export function interfaceAddress(host: Host, name: string | undefined, destination: Address): Address | undefined {
  const { family } = destination;
  const pasted = name === undefined ? undefined : host.addressOf?.(name, family);
  if (pasted) return pasted;
  if (name === 'cbr0') return host.bridge(family) ?? host.primary(family);
  if (name === 'flannel.1') return host.overlay(family) ?? host.primary(family);
  const overlay = name === 'eth0' || family === 4 ? undefined : host.overlay(family);
  return overlay ? nearest(destination, host.primary(family), overlay) : host.primary(family);
}

function nearest(destination: Address, main: Address | undefined, other: Address): Address {
  return main && inCommon(main, destination) >= inCommon(other, destination) ? main : other;
}

/** How many leading bits two IPv6 addresses share. */
function inCommon(a: Address, b: Address): number {
  const difference = BigInt(a.bits) ^ BigInt(b.bits);
  return 128 - (difference === 0n ? 0 : difference.toString(2).length);
}

/** The interface by which a pod's packets enter its host. */
export function podInterface(topology: Topology, pod: Address): string {
  return topology.bridgeOf?.(pod) ?? (topology.network === 'bridge' ? 'cbr0' : vethName(pod));
}

/** A stable name for the host's end of a pod's veth pair. */
export function vethName(pod: Address): string {
  let hash = 2166136261;
  for (let i = 0; i < pod.text.length; i++) hash = Math.imul(hash ^ pod.text.charCodeAt(i), 16777619);
  return `veth${(hash >>> 0).toString(16).padStart(8, '0')}`;
}

function toPod(topology: Topology, destination: Address, known: boolean): Route {
  return { kind: 'pod', interface: podInterface(topology, destination), known };
}

function toHost(topology: Topology, host: Host, destination: Address): Route {
  const prefix = prefixOf(host, destination);
  return {
    kind: 'host',
    interface: topology.overlay === 'vxlan' ? 'flannel.1' : 'eth0',
    host,
    prefix: prefix ? `${prefix.address.text}/${prefix.length}` : '',
  };
}

/** Another host's bridge or overlay address lies in its pod prefix; its own addresses are on the wire. */
function outward(topology: Topology, host: Host, destination: Address): string {
  return topology.overlay === 'vxlan' && prefixOf(host, destination) ? 'flannel.1' : 'eth0';
}

function prefixOf(host: Host, destination: Address): Prefix | undefined {
  return host.podCIDRs.find((prefix) => contains(prefix, destination));
}
