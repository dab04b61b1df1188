import { addressV4, type Address } from './address.ts';

/**
 * An IPv4 address as C's inet_aton reads it: `1` is 0.0.0.1, `10.1` is 10.0.0.1, a leading 0 makes a part octal, 0x hexadecimal.
 * Undefined for any other text.
 */
export function atonAddress(text: string): Address | undefined {
  const parts = text.split('.').map(numberOf);
  const last = parts.pop();
  if (last === undefined || parts.length > 3 || last >= 256 ** (4 - parts.length)) return undefined;
  let bits = last;
  for (const [index, part] of parts.entries()) {
    if (part === undefined || part > 255) return undefined;
    bits += part * 256 ** (3 - index);
  }
  return addressV4(bits);
}

function numberOf(text: string): number | undefined {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]{0,11}$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
}
