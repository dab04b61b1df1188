import type { Address } from '../net/address.ts';
import type { Protocol } from '../net/packet.ts';
import type { Origin } from '../net/origin.ts';

/** IPVS as data: what `ipvsadm -Ln`, `ip addr show kube-ipvs0` and `ipset list` show. */
export interface IpvsState {
  readonly virtualServers: readonly VirtualServer[];
  /** Addresses bound to kube-ipvs0, in the order the kernel lists them. */
  readonly boundAddresses: readonly Address[];
  /** Whether the address is one of them, for states that know it without listing all. */
  isBound?(address: Address): boolean;
  readonly sets: readonly IpSet[];
  /** The virtual server of exactly this address and port without building the others. Absent: look through the list. */
  find?(protocol: VirtualServer['protocol'], address: Address, port: number): VirtualServer | undefined;
}

export type SchedulerName =
  'rr' | 'wrr' | 'lc' | 'wlc' | 'lblc' | 'lblcr' | 'sh' | 'dh' | 'sed' | 'nq' | 'mh' | 'ovf' | 'fo';

export interface VirtualServer {
  readonly protocol: Extract<Protocol, 'tcp' | 'udp' | 'sctp'>;
  readonly address: Address;
  readonly port: number;
  readonly scheduler: SchedulerName | (string & {});
  /** Session affinity in seconds; absent: none. */
  readonly persistentSeconds?: number;
  readonly persistenceMask?: string;
  /** `mh-port`, `sh-fallback`, `ops` ...: as ipvsadm prints them behind the scheduler */
  readonly flags?: readonly string[];
  /** In the order in which they were added. May be a getter that builds on first use. */
  readonly realServers: readonly RealServer[];
  readonly origin?: Origin;
}

export interface RealServer {
  readonly address: Address;
  readonly port: number;
  readonly forward: 'Masq' | 'Route' | 'Tunnel';
  readonly weight: number;
  readonly activeConnections: number;
  readonly inactiveConnections: number;
  readonly origin?: Origin;
}

export interface IpSet {
  readonly name: string;
  /** e.g. `hash:ip,port` */
  readonly type: string;
  readonly family: 4 | 6;
  readonly comment?: string;
  /** As ipset writes them: `10.96.0.1,tcp:443`. In print order. May be a getter that builds on first use. */
  readonly entries: readonly string[];
  /** Whether exactly this entry is in the set, without building the others. Absent: look through `entries`. */
  has?(entry: string): boolean;
  /** Nothing is in it, for certain. */
  readonly isEmpty?: boolean;
  /** How many iptables rules use the set. */
  readonly references?: number;
  /** Only where it was read from a listing. */
  readonly revision?: number;
  readonly memorySize?: number;
  /** `range 0-65535` of bitmap sets and other create options, verbatim. */
  readonly options?: string;
}
