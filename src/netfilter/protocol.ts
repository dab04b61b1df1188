import type { Protocol } from '../net/packet.ts';

const NAMES: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
  ['132', 'sctp'],
  ['ipv6-icmp', 'icmpv6'],
  ['icmp6', 'icmpv6'],
]);

/** The IP protocol numbers of those that carry ports. */
export const PROTOCOL_NUMBERS: ReadonlyMap<string, number> = new Map([
  ['tcp', 6],
  ['udp', 17],
  ['sctp', 132],
]);

/** Whether `-p name` (a name of /etc/protocols or a number; `all` or 0 for any) means the packet's protocol. */
export function protocolMatches(name: string, protocol: Protocol): boolean {
  const lower = name.toLowerCase();
  return lower === 'all' || lower === '0' || (NAMES.get(lower) ?? lower) === protocol;
}
