import type { Address, Family } from '../../src/net/address.ts';
import type { Host } from '../../src/trace/topology.ts';
import type { World } from '../../src/trace/world.ts';

/** The words that the namespaces of a lab share. */

/** What lab.py does in one network namespace, in this order: sysctls, `ip -batch`, nfacct objects, programs. */
export interface PlanNamespace {
  readonly name: string;
  readonly sysctls: readonly (readonly [string, string])[];
  readonly batch: string;
  readonly accounts: readonly string[];
  readonly run: readonly { readonly argv: readonly string[]; readonly input: string }[];
}

export interface Placed {
  readonly address: Address;
  /** The host a pod runs on; the one by which a client comes in. */
  readonly host: string;
  readonly name: string;
}

export interface Net {
  readonly world: World;
  readonly hosts: readonly Host[];
  readonly pods: readonly Placed[];
  readonly clients: readonly Placed[];
  readonly prefix: string;
  readonly wire: string;
  readonly podNetwork: 'bridge' | 'ptp';
}

/** Where packets for nowhere go: the wire takes them and says nothing. */
export const NOWHERE: Record<Family, string> = { 4: '169.254.1.1', 6: 'fd00:ffff::1' };
/** No reverse path filter, no waiting for IPv6 addresses, no limit to ICMP errors; ping sockets. */
export const CALM: readonly (readonly [string, string])[] = [
  ...['all', 'default'].flatMap((which) => [
    [`ipv4/conf/${which}/rp_filter`, '0'] as const,
    [`ipv6/conf/${which}/accept_dad`, '0'] as const,
    [`ipv6/conf/${which}/dad_transmits`, '0'] as const,
    [`ipv6/conf/${which}/router_solicitations`, '0'] as const,
    [`ipv6/conf/${which}/accept_ra`, '0'] as const,
  ]),
  ['ipv4/ping_group_range', '0 0'],
  ['ipv4/icmp_ratelimit', '0'],
  ['ipv4/icmp_msgs_per_sec', '1000000'],
  ['ipv4/icmp_msgs_burst', '100000'],
  ['ipv6/icmp/ratelimit', '0'],
];

/** A line of `ip -batch`; without a length the address stands alone. */
export function addressLine(address: Address, device: string, length?: number): string {
  const whole = address.family === 4 ? 32 : 128;
  return `address add ${address.text}/${length ?? whole} dev ${device}${address.family === 6 ? ' nodad' : ''}`;
}

/** The address as a route to it alone. */
export function plain(address: Address): string {
  return `${address.text}/${address.family === 4 ? 32 : 128}`;
}
