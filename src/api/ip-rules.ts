import { parseAddress, type Address } from '../net/address.ts';
import { contains, prefix, prefixOf } from '../net/prefix.ts';

const BAD_ADDRESS = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const BAD_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';

const LOOPBACK_V4 = prefix('127.0.0.0/8');
const LINK_LOCAL_V4 = prefix('169.254.0.0/16');
const LINK_LOCAL_MULTICAST_V4 = prefix('224.0.0.0/24');
const LINK_LOCAL_V6 = prefix('fe80::/10');
const MAPPED = prefix('::ffff:0:0/96');

/**
 * The address as Go's ParseIPSloppy reads it (octets may carry leading zeros), or undefined. Validation tells those apart
 * from strict ones.
 */
export function sloppyAddress(text: string): Address | undefined {
  return parseAddress(text.includes(':') ? text : text.replace(/(^|\.)0+(?=\d)/g, '$1'));
}

/** The messages for an address in a field that predates strict parsing (1.36: strict, yet not canonical). */
export function addressMessages(text: string): string[] {
  const address = text.includes('.') || text.includes(':') ? sloppyAddress(text) : undefined;
  if (!address) return [BAD_ADDRESS];
  if (!parseAddress(text)) return ['must not have leading 0s'];
  return isMapped(address) ? ['must not be an IPv4-mapped IPv6 address'] : [];
}

/** The messages for an address in a field that wants the canonical spelling. */
export function canonicalAddressMessages(text: string): string[] {
  const messages = addressMessages(text);
  if (messages.length > 0) return messages;
  const canonical = parseAddress(text)?.text ?? text;
  return canonical === text ? [] : [`must be in canonical form ("${canonical}")`];
}

/** The messages for a network in a field that predates strict parsing (1.36: strict, yet not canonical). */
export function cidrMessages(text: string): string[] {
  const [head = '', length = '', ...rest] = text.split('/');
  const address = head.includes('.') || head.includes(':') ? sloppyAddress(head) : undefined;
  const width = address?.family === 6 ? 128 : 32;
  if (!address || rest.length > 0 || !/^\d{1,3}$/.test(length) || Number(length) > width) return [BAD_CIDR];
  if (!parseAddress(head) || /^0\d/.test(length)) return ['must not have leading 0s in IP or prefix length'];
  if (isMapped(address)) return ['must not have an IPv4-mapped IPv6 address'];
  const masked = prefixOf(address, Number(length)).address;
  return masked.text === address.text ? [] : ['must not have bits set beyond the prefix length'];
}

/** The messages for a network in a field that wants the canonical spelling. */
export function canonicalCidrMessages(text: string): string[] {
  const messages = cidrMessages(text);
  if (messages.length > 0) return messages;
  const [head = '', length = ''] = text.split('/');
  const canonical = `${parseAddress(head)?.text ?? head}/${length}`;
  return canonical === text ? [] : [`must be in canonical form ("${canonical}")`];
}

/**
 * The messages for an address that traffic is to be sent to: not unspecified, loopback, link-local or link-local
 * multicast. Upstream's ValidateNonSpecialIP; an unreadable address gives its own message.
 */
export function nonSpecialAddressMessages(text: string): string[] {
  const address = sloppyAddress(text);
  if (!address) return ['must be a valid IP address'];
  const messages: string[] = [];
  if (Number(address.bits) === 0) messages.push(`may not be unspecified (${text})`);
  if (address.family === 4 ? contains(LOOPBACK_V4, address) : address.bits === 1n) {
    messages.push('may not be in the loopback range (127.0.0.0/8, ::1/128)');
  }
  if (contains(address.family === 4 ? LINK_LOCAL_V4 : LINK_LOCAL_V6, address)) {
    messages.push('may not be in the link-local range (169.254.0.0/16, fe80::/10)');
  }
  if (isLinkLocalMulticast(address)) {
    messages.push('may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)');
  }
  return messages;
}

/** For IPv6 Go compares the first byte and the low four bits of the second: any ffx2::. */
function isLinkLocalMulticast(address: Address): boolean {
  if (address.family === 4) return contains(LINK_LOCAL_MULTICAST_V4, address);
  const first = Number((address.bits as bigint) >> 112n);
  return first >>> 8 === 0xff && (first & 0x0f) === 2;
}

function isMapped(address: Address): boolean {
  return address.family === 6 && contains(MAPPED, address);
}

/** `IPv4` or `IPv6`, or '' for what is no address. */
export function familyOf(text: string): 'IPv4' | 'IPv6' | '' {
  const address = sloppyAddress(text);
  return address ? (address.family === 4 || isMapped(address) ? 'IPv4' : 'IPv6') : '';
}
