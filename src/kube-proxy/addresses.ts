import { addressV4, parseAddress, type Address, type Family } from '../net/address.ts';
import { parsePrefix, prefixText } from '../net/prefix.ts';

/**
 * The address kube-proxy understands where an API object says `text`: leading zeros are taken as decimal, an IPv4-mapped
 * IPv6 address is IPv4 (upstream's ParseIPSloppy). Undefined if it is none.
 */
export function sloppyAddress(text: string): Address | undefined {
  const parsed = parseAddress(text) ?? (text.includes(':') ? undefined : parseAddress(withoutLeadingZeros(text)));
  if (parsed?.family !== 6) return parsed;
  const bits = parsed.bits as bigint;
  return bits >> 32n === 0xffffn ? addressV4(Number(bits & 0xffffffffn)) : parsed;
}

/** The canonical texts of those `texts` that are addresses of `family`, in their order; others are left out, as upstream does with a warning. */
export function addressesOfFamily(texts: readonly unknown[] | null | undefined, family: Family): string[] {
  const kept: string[] = [];
  for (const text of texts ?? []) {
    const parsed = typeof text === 'string' ? sloppyAddress(text) : undefined;
    if (parsed?.family === family) kept.push(parsed.text);
  }
  return kept;
}

/** The canonical texts (host bits cleared) of those prefixes that are of `family`, in their order. White space around them is allowed. */
export function prefixesOfFamily(texts: readonly unknown[] | null | undefined, family: Family): string[] {
  const kept: string[] = [];
  for (const text of texts ?? []) {
    if (typeof text !== 'string') continue;
    const [base = '', length] = text.trim().split('/');
    if (length === undefined) continue;
    const parsed = parsePrefix(`${base.includes(':') ? base : withoutLeadingZeros(base)}/${length}`);
    if (parsed?.address.family === family) kept.push(prefixText(parsed));
  }
  return kept;
}

function withoutLeadingZeros(text: string): string {
  return /(^|\.)0\d/.test(text) ? text.replace(/(^|\.)0+(?=\d)/g, '$1') : text;
}
