import { addressV4 } from '../net/address.ts';
import { prefixOf } from '../net/prefix.ts';
import { goQuote } from './go-value.ts';
import { addressMessages, cidrMessages, familyOf, sloppyAddress } from './ip-rules.ts';

/** What the API server warns of in the spelling of an address: upstream's GetWarningsForIP. Silent about what is none. */
export function addressWarnings(path: string, text: string): string[] {
  const address = sloppyAddress(text);
  if (!address) return [];
  if (addressMessages(text).length > 0) {
    const plain = familyOf(text) === 'IPv4' ? addressV4(Number(BigInt.asUintN(32, BigInt(address.bits)))) : address;
    return [`${path}: non-standard IP address ${goQuote(text)} is invalid: use ${goQuote(plain.text)}`];
  }
  if (address.family === 4 || address.text === text) return [];
  return [`${path}: IPv6 address ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(address.text)})`];
}

/** The same for a network that validation accepts: upstream's GetWarningsForCIDR. */
export function cidrWarnings(path: string, text: string): string[] {
  if (cidrMessages(text).length > 0) return [];
  const [head = '', length = ''] = text.split('/');
  const address = sloppyAddress(head);
  if (address?.family !== 6) return [];
  const canonical = `${prefixOf(address, Number(length)).address.text}/${Number(length)}`;
  if (canonical === text) return [];
  return [`${path}: IPv6 CIDR value ${goQuote(text)} should be in RFC 5952 canonical format (${goQuote(canonical)})`];
}
