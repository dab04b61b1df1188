import { addressV4, addressV6, parseAddress, type Address } from './address.ts';

/** A network prefix: `address` has its host bits cleared. */
export interface Prefix {
  readonly address: Address;
  /** 0..32 or 0..128 */
  readonly length: number;
}

/** The prefix written as `ip/length`, or a bare address as a host prefix; host bits are cleared. Undefined if it is none. */
export function parsePrefix(text: string): Prefix | undefined {
  const slash = text.indexOf('/');
  const base = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!base) return undefined;
  const width = base.family === 4 ? 32 : 128;
  if (slash < 0) return { address: base, length: width };
  const digits = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(digits) || Number(digits) > width) return undefined;
  return prefixOf(base, Number(digits));
}

/** Like parsePrefix; throws RangeError where the text is no prefix. */
export function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (!parsed) throw new RangeError(`not a network prefix: ${JSON.stringify(text)}`);
  return parsed;
}

/** The prefix of `length` bits that holds `base`. */
export function prefixOf(base: Address, length: number): Prefix {
  if (base.family === 4) {
    const mask = length === 0 ? 0 : (0xffffffff << (32 - length)) >>> 0;
    const bits = ((base.bits as number) & mask) >>> 0;
    return { address: bits === base.bits ? base : addressV4(bits), length };
  }
  const host = BigInt(128 - length);
  const bits = ((base.bits as bigint) >> host) << host;
  return { address: bits === base.bits ? base : addressV6(bits), length };
}

/** Whether `candidate` lies in `network`; never across families. */
export function contains(network: Prefix, candidate: Address): boolean {
  if (network.address.family !== candidate.family) return false;
  if (candidate.family === 4) {
    const host = 32 - network.length;
    return host === 32 || (candidate.bits as number) >>> host === (network.address.bits as number) >>> host;
  }
  const host = BigInt(128 - network.length);
  return (candidate.bits as bigint) >> host === (network.address.bits as bigint) >> host;
}

/** `ip/length`. */
export function prefixText(network: Prefix): string {
  return `${network.address.text}/${network.length}`;
}
