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
  return weighted(elements, keyType).map(({ element }) => element);
}

/** The same, with only the first of several elements that have one key. */
export function sortedElements<Element extends { readonly key: readonly string[] }>(
  elements: readonly Element[],
  keyType: string,
): Element[] {
  return weighted(elements, keyType)
    .filter(({ weight }, index, all) => weight !== all[index - 1]?.weight)
    .map(({ element }) => element);
}

function weighted<Element extends { readonly key: readonly string[] }>(
  elements: readonly Element[],
  keyType: string,
): { readonly element: Element; readonly weight: string }[] {
  const types = keyType.split(' . ');
  const reversed = types.length > 1 || HOST_ORDER.has(types[0] ?? '');
  return elements
    .map((element) => ({ element, weight: weightOf(element.key, types, reversed) }))
    .sort((a, b) => (a.weight < b.weight ? -1 : a.weight > b.weight ? 1 : 0));
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
  if (!part.includes(':')) return pushV4(bytes, part);
  const address = parseAddress(/^[0-9a-fA-F:.]+/.exec(part)?.[0] ?? '');
  if (address?.family !== 6) return;
  const bits = address.bits as bigint;
  for (let shift = 120n; shift >= 0n; shift -= 8n) bytes.push(Number((bits >> shift) & 255n));
}

/** The four bytes of a dotted address, of the network of a prefix, or of the start of a range. */
function pushV4(bytes: number[], part: string): void {
  let byte = 0;
  for (let i = 0; i < part.length; i++) {
    const code = part.charCodeAt(i);
    if (code === 46) {
      bytes.push(byte & 255);
      byte = 0;
    } else if (code < 48 || code > 57) break;
    else byte = byte * 10 + code - 48;
  }
  bytes.push(byte & 255);
}
