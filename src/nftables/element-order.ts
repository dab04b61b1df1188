import { parseAddress } from '../net/address.ts';
import { protocolNumber } from './protocol-names.ts';

/**
 * nft lists the elements of a set without ranges in the order of their values as one big number. A single key in network order
 * (addresses, ports) reads naturally; a concatenation is the bytes of its parts one behind the other read as a number of the
 * host, so on the little-endian machines of today the LAST byte weighs most: port (low byte first), protocol, then the
 * address from its last byte to its first. Nothing of this is left to chance by the kernel: the hash order in which it hands
 * elements out is sorted away. Sets with ranges (`flags interval`) come in order of their start.
 * Source: nft's expr_msort_cmp and concat_expr_msort_value; confirmed by every recording and by nft 1.0.6 itself.
 */
export function sortElements<Element extends { readonly key: readonly string[] }>(
  elements: readonly Element[],
  keyType: string,
): Element[] {
  const types = keyType.split(' . ');
  const reversed = types.length > 1 || HOST_ORDER.has(types[0] ?? '');
  const decorated = elements.map((element) => ({ element, weight: weightOf(element.key, types, reversed) }));
  decorated.sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0));
  return decorated.map(({ element }) => element);
}

const HOST_ORDER: ReadonlySet<string> = new Set(['ifname', 'mark', 'integer', 'iface_index', 'uid', 'gid']);
const IFNAME_SIZE = 16;

/** A string whose code units, compared in order, give nft's order. */
function weightOf(key: readonly string[], types: readonly string[], reversed: boolean): string {
  const bytes: number[] = [];
  for (const [index, part] of key.entries()) pushBytes(bytes, part, types[index] ?? '');
  if (reversed) bytes.reverse();
  return String.fromCharCode(...bytes);
}

/** Appends the value as it lies in memory on a little-endian host. Ranges and prefixes count with their start. */
function pushBytes(bytes: number[], part: string, type: string): void {
  switch (type) {
    case 'ipv4_addr':
    case 'ipv6_addr':
      return pushAddress(bytes, part);
    case 'inet_service': {
      const port = Number.parseInt(part, 10) || 0;
      bytes.push((port >>> 8) & 255, port & 255);
      return;
    }
    case 'inet_proto':
      bytes.push(protocolNumber(part) ?? 0);
      return;
    case 'ether_addr':
      bytes.push(...part.split(':').map((octet) => Number.parseInt(octet, 16) & 255));
      return;
    case 'ifname': {
      const name = part.replace(/^"|"$/g, '');
      for (let i = 0; i < IFNAME_SIZE; i++) bytes.push(i < name.length ? name.charCodeAt(i) & 255 : 0);
      return;
    }
    default: {
      const value = Number(part) >>> 0 || 0;
      bytes.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
    }
  }
}

function pushAddress(bytes: number[], part: string): void {
  const address = parseAddress(/^[0-9a-fA-F:.]+/.exec(part)?.[0] ?? '');
  if (!address) return;
  if (address.family === 4) {
    const bits = address.bits as number;
    bytes.push(bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255);
  } else {
    const bits = address.bits as bigint;
    for (let shift = 120n; shift >= 0n; shift -= 8n) bytes.push(Number((bits >> shift) & 255n));
  }
}
