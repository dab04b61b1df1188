/** /etc/protocols as far as nft and iptables meet it. */
const NUMBERS: ReadonlyMap<string, number> = new Map([
  ['ip', 0], ['icmp', 1], ['igmp', 2], ['ipencap', 4], ['tcp', 6], ['egp', 8], ['udp', 17], ['dccp', 33], ['ipv6', 41], ['rsvp', 46],
  ['gre', 47], ['esp', 50], ['ah', 51], ['ipv6-icmp', 58], ['ospf', 89], ['pim', 103], ['ipcomp', 108], ['vrrp', 112], ['l2tp', 115],
  ['sctp', 132], ['udplite', 136], ['mptcp', 262],
]); // prettier-ignore

/** The IANA number of a protocol written by name (`tcp`) or number (`99`); undefined for other words. */
export function protocolNumber(text: string): number | undefined {
  const known = NUMBERS.get(text);
  if (known !== undefined) return known;
  if (text === 'icmpv6') return 58;
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
}
