import { addressV4, addressV6, compareAddresses, parseAddress, type Address } from '../net/address.ts';
import { parsePrefix, type Prefix } from '../net/prefix.ts';
import type { NftData, NftElement } from './model.ts';

export interface AddressRange {
  readonly from: Address;
  readonly to: Address;
}

/** The first and last address of `a.b.c.d`, `net/len` or `from-to`; undefined where the text is none of them. */
export function addressRange(text: string): AddressRange | undefined {
  const dash = text.indexOf('-');
  if (dash > 0) {
    const from = parseAddress(text.slice(0, dash));
    const to = parseAddress(text.slice(dash + 1));
    return from && to && from.family === to.family ? { from, to } : undefined;
  }
  const network = parsePrefix(text);
  return network && { from: network.address, to: lastOf(network) };
}

function lastOf(network: Prefix): Address {
  const { address, length } = network;
  if (address.family === 4) {
    const host = length === 0 ? 0xffffffff : 2 ** (32 - length) - 1;
    return length === 32 ? address : addressV4((address.bits as number) + host);
  }
  return length === 128 ? address : addressV6((address.bits as bigint) + (1n << BigInt(128 - length)) - 1n);
}

/**
 * What nft lists for an anonymous set of addresses and prefixes written as `{ a , b , ... }`: a set of one is that one value; a
 * set with a prefix in it (of full length too) becomes ranges, overlapping and adjacent ones merged, printed as prefixes where
 * they are; a set of addresses alone is only sorted and de-duplicated. Observed with nft 1.0.6.
 */
export function anonymousAddresses(texts: readonly string[]): NftData {
  const ranges = texts.flatMap((text) => addressRange(text) ?? []);
  const only = ranges[0];
  if (ranges.length === 1 && only) return { kind: 'value', text: rangeText(only) };
  ranges.sort((a, b) => compareAddresses(a.from, b.from) || compareAddresses(a.to, b.to));
  const areHosts = texts.every((text) => parseAddress(text) !== undefined);
  const merged: AddressRange[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    const joins = last && (areHosts ? last.to.text === range.from.text : touches(last, range));
    if (last && joins)
      merged[merged.length - 1] = { from: last.from, to: compareAddresses(last.to, range.to) < 0 ? range.to : last.to };
    else merged.push(range);
  }
  return { kind: 'anonymous', elements: merged.map((range): NftElement => ({ key: [rangeText(range)] })) };
}

function touches(before: AddressRange, after: AddressRange): boolean {
  return before.to.family === after.from.family && BigInt(after.from.bits) <= BigInt(before.to.bits) + 1n;
}

/** `a`, `net/len` where the range is exactly one prefix, else `from-to`. */
export function rangeText(range: AddressRange): string {
  if (range.from.text === range.to.text) return range.from.text;
  const width = range.from.family === 4 ? 32 : 128;
  const size = BigInt(range.to.bits) - BigInt(range.from.bits) + 1n;
  const isPowerOfTwo = (size & (size - 1n)) === 0n;
  if (isPowerOfTwo && BigInt(range.from.bits) % size === 0n)
    return `${range.from.text}/${width - size.toString(2).length + 1}`;
  return `${range.from.text}-${range.to.text}`;
}
