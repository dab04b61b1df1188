import type { Address, Family } from '../net/address.ts';
import type { Prefix } from '../net/prefix.ts';

/** Hosts, the pods behind them, and who has which address. Made from a cluster (cluster-topology.ts) or a bare dump (dump.ts). */
export interface Topology {
  /** In the cluster's order. */
  readonly hosts: ReadonlyMap<string, Host>;
  /** The host that has the address on an interface of its own. */
  hostOf(address: Address): Host | undefined;
  /** Who has this pod address; undefined for host addresses and unknown ones. */
  podAt(address: Address): PodPlace | undefined;
  /** Whether a throwaway pod had better not take the address. Pods that were not read from a large state yet are not asked. */
  isTaken(address: Address): boolean;
  /** Some pod's address, on that host if it has any: where nodes have no pod prefix (cloud networks), addresses lie about there. */
  anyPodAddress?(host: Host, family: Family): Address | undefined;
  /** The bridge a pod's or container's address hangs on, where an interface of a pasted host says so (docker0, cni0). */
  bridgeOf?(pod: Address): string | undefined;
  readonly network: 'bridge' | 'ptp';
  readonly overlay: 'routed' | 'vxlan';
}

export interface Host {
  readonly name: string;
  /** The addresses of its outward interface, in the order given. */
  readonly addresses: readonly Address[];
  readonly podCIDRs: readonly Prefix[];
  /** Its main address of a family. */
  primary(family: Family): Address | undefined;
  /** The address of cbr0, where pods hang on a bridge. */
  bridge(family: Family): Address | undefined;
  /** The address of flannel.1, where pods of other nodes are reached through an overlay. */
  overlay(family: Family): Address | undefined;
  /** Loopback, and every address on an interface. */
  isLocal(address: Address): boolean;
  /** Hosts with several outward interfaces: the one that leads to an address. Absent: eth0. */
  interfaceTowards?(address: Address): string;
  /** And the address of an interface. Absent: the main address. */
  addressOf?(device: string, family: Family): Address | undefined;
}

export interface PodPlace {
  readonly address: Address;
  /** `ns/name`; absent for a throwaway pod or an endpoint without a pod. */
  readonly pod?: string;
  /** The host it runs on, if known. */
  readonly node?: string;
}

/** Whether the address is a loopback address: it never leaves the host (127.0.0.0/8, ::1). */
export function isLoopback(address: Address): boolean {
  return address.family === 4 ? (address.bits as number) >>> 24 === 127 : address.bits === 1n;
}

/** What a host is described by: its name, addresses, pod prefixes, and further local addresses (kube-ipvs0, --addresses). */
export interface HostDescription {
  readonly name: string;
  readonly addresses: readonly Address[];
  readonly podCIDRs: readonly Prefix[];
  readonly bridge: (family: Family) => Address | undefined;
  readonly overlay: (family: Family) => Address | undefined;
  /** Further addresses that are local. */
  readonly alsoLocal?: (address: Address) => boolean;
}

/** The host of a description. */
export function makeHost(description: HostDescription): Host {
  const { name, addresses, podCIDRs, bridge, overlay, alsoLocal } = description;
  const own = new Set(addresses.map((address) => address.text));
  for (const family of [4, 6] as const)
    for (const extra of [bridge(family), overlay(family)]) if (extra) own.add(extra.text);
  return {
    name,
    addresses,
    podCIDRs,
    primary: (family) => addresses.find((address) => address.family === family),
    bridge,
    overlay,
    isLocal: (address) => own.has(address.text) || isLoopback(address) || (alsoLocal?.(address) ?? false),
  };
}
