import { addressV6, parseAddress, unmapped, type Address } from '../../net/address.ts';
import { withoutDot } from './name.ts';

/** The name whose PTR record names the address: `34.12.96.10.in-addr.arpa.`, nibbles below `ip6.arpa.` (RFC 1035, RFC 3596). */
export function reverseName(of: Address): string {
  if (of.family === 4) return `${of.text.split('.').reverse().join('.')}.in-addr.arpa.`;
  const hex = (of.bits as bigint).toString(16).padStart(32, '0');
  return `${[...hex].reverse().join('.')}.ip6.arpa.`;
}

/**
 * The address that a reverse name stands for; undefined for any other name, a part of the reverse tree among them. Up to three labels
 * left of a whole IPv6 address go unseen, as in CoreDNS, which reads them in fours.
 */
export function addressOfReverse(name: string): Address | undefined {
  const lower = withoutDot(name).toLowerCase();
  if (lower.endsWith('.in-addr.arpa')) {
    return parseAddress(lower.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.'));
  }
  if (!lower.endsWith('.ip6.arpa')) return undefined;
  const labels = lower.slice(0, -'.ip6.arpa'.length).split('.').reverse();
  const nibbles = labels.slice(0, 32);
  if (labels.length < 32 || labels.length > 35 || nibbles.some((nibble) => !/^[0-9a-f]$/.test(nibble)))
    return undefined;
  return unmapped(addressV6(BigInt(`0x${nibbles.join('')}`)));
}
