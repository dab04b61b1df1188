/** An IP address, parsed once. Two addresses are equal exactly when their `text` is equal. */
export interface Address {
  readonly family: 4 | 6;
  /** Canonical text: dotted decimal, or RFC 5952. */
  readonly text: string;
  /** 32 bits as an unsigned number for IPv4, 128 bits as a bigint for IPv6. */
  readonly bits: number | bigint;
}

export type Family = Address['family'];

/** Addresses repeat all the time (every rule, every packet): intern the most common ones. */
const interned = new Map<string, Address>();
const INTERN_LIMIT = 200_000;

/** The address written in `text`, or undefined if it is none. Zone suffixes and leading zeros are refused, as Go's netip does. */
export function parseAddress(text: string): Address | undefined {
  const known = interned.get(text);
  if (known) return known;
  const parsed = text.includes(':') ? parseV6(text) : parseV4(text);
  if (parsed && interned.size < INTERN_LIMIT) interned.set(text, parsed);
  return parsed;
}

/** The address written in `text`. Throws RangeError where it is none: for text that was validated before. */
export function address(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed) throw new RangeError(`not an IP address: ${JSON.stringify(text)}`);
  return parsed;
}

/** The IPv4 address of an unsigned 32-bit number. */
export function addressV4(bits: number): Address {
  return { family: 4, bits: bits >>> 0, text: textV4(bits) };
}

/** The IPv6 address of a 128-bit number. */
export function addressV6(bits: bigint): Address {
  return { family: 6, bits, text: textV6(bits) };
}

/** The address `offset` further up (may be negative). */
export function addressPlus(base: Address, offset: number): Address {
  return base.family === 4
    ? addressV4((base.bits as number) + offset)
    : addressV6((base.bits as bigint) + BigInt(offset));
}

/** An IPv4 address in IPv6's clothes (`::ffff:10.0.0.1`) as IPv4, which Go's net.IP does not tell apart; any other as it is. */
export function unmapped(of: Address): Address {
  if (of.family === 4 || (of.bits as bigint) >> 32n !== 0xffffn) return of;
  return addressV4(Number((of.bits as bigint) & 0xffffffffn));
}

/** Numeric order; IPv4 before IPv6. */
export function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.bits < b.bits ? -1 : a.bits > b.bits ? 1 : 0;
}

/** `ip:port`, or `[ip]:port` for IPv6, as kube-proxy and Go's net.JoinHostPort write it. */
export function hostPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function parseV4(text: string): Address | undefined {
  let bits = 0;
  let octet = -1;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (octet < 0 || ++dots > 3) return undefined;
      bits = bits * 256 + octet;
      octet = -1;
    } else if (code >= 48 && code <= 57) {
      if (octet === 0) return undefined;
      octet = (octet < 0 ? 0 : octet * 10) + (code - 48);
      if (octet > 255) return undefined;
    } else return undefined;
  }
  if (dots !== 3 || octet < 0) return undefined;
  return { family: 4, bits: bits * 256 + octet, text };
}

function textV4(bits: number): string {
  return `${(bits >>> 24) & 255}.${(bits >>> 16) & 255}.${(bits >>> 8) & 255}.${bits & 255}`;
}

function parseV6(text: string): Address | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = groupsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groupsOf(halves[1] ?? '', true) : [];
  if (!head || !tail) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  let bits = 0n;
  for (const group of [...head, ...Array.from({ length: missing }, () => 0), ...tail])
    bits = (bits << 16n) | BigInt(group);
  return addressV6(bits);
}

/** The 16-bit groups of a colon list; a dotted IPv4 tail counts as two. */
function groupsOf(text: string, mayEndInV4: boolean): number[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const groups: number[] = [];
  for (const [i, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = mayEndInV4 && i === parts.length - 1 ? parseV4(part) : undefined;
      if (!v4) return undefined;
      groups.push((v4.bits as number) >>> 16, (v4.bits as number) & 0xffff);
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

function textV6(bits: bigint): string {
  const groups: number[] = [];
  for (let shift = 112n; shift >= 0n; shift -= 16n) groups.push(Number((bits >> shift) & 0xffffn));
  if (bits >> 32n === 0xffffn) return `::ffff:${textV4(Number(bits & 0xffffffffn))}`;
  let bestStart = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let length = 0;
    while (i + length < 8 && groups[i + length] === 0) length++;
    if (length > bestLength) [bestStart, bestLength] = [i, length];
    i += length;
  }
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (bestStart < 0) return hex(groups);
  return `${hex(groups.slice(0, bestStart))}::${hex(groups.slice(bestStart + bestLength))}`;
}
