import type { Family } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';
import { parseCurl } from './curl.ts';
import { parseLookup } from './lookup.ts';
import { parseNetcat } from './netcat.ts';
import { parsePing } from './ping.ts';
import { hostAndPort, USAGE } from './words.ts';

/** What the client wants, as it typed it. */
export interface TraceRequest {
  /** The words, for the header of a trace. */
  readonly text: string;
  readonly tool: 'curl' | 'wget' | 'nc' | 'telnet' | 'ping' | 'dig' | 'raw';
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp';
  /** curl and wget only */
  readonly url?: string;
  /** A name or an address. For `dig` the name that is looked up. */
  readonly host: string;
  /** 0 for ICMP; 53 for dig. */
  readonly port: number;
  /** Only this family (-4, -6). */
  readonly family?: Family;
  /** curl --resolve HOST:PORT:ADDRESS and --connect-to: names answered without DNS. */
  readonly resolve?: readonly { readonly host: string; readonly port: number; readonly address: string }[];
  /** curl --interface: an address to send from, or an interface's name. */
  readonly interface?: string;
  /** dig: the record type, the server asked instead of the one in resolv.conf, and whether the search list is gone through. */
  readonly recordType?: string;
  readonly server?: string;
  readonly search?: boolean;
}

/** The request that the words say. Throws UserError for words that say none. */
export function parseRequest(words: readonly string[]): TraceRequest {
  const [tool, ...rest] = words;
  const text = words.join(' ');
  switch (tool) {
    case undefined:
      throw new UserError('nothing to trace', 2, USAGE);
    case 'curl':
    case 'wget':
      return parseCurl(tool, rest, text);
    case 'nc':
    case 'ncat':
    case 'netcat':
    case 'telnet':
      return parseNetcat(tool === 'telnet' ? 'telnet' : 'nc', rest, text);
    case 'tcp':
    case 'udp':
    case 'sctp':
      return { text, tool: 'raw', protocol: tool, ...hostAndPort(rest, text) };
    case 'ping':
    case 'ping6':
    case 'icmp':
      return parsePing(tool, rest, text);
    case 'dig':
    case 'nslookup':
    case 'host':
      return parseLookup(tool, rest, text);
    default:
      if (/^https?:\/\//.test(tool)) return parseCurl('curl', words, `curl ${text}`);
      if (/^[^:\s]+:\d+$|^\[[^\]]+\]:\d+$/.test(tool) && rest.length === 0)
        return { text: `tcp ${text}`, tool: 'raw', protocol: 'tcp', ...hostAndPort([tool], text) };
      if (/^\d+$/.test(rest[0] ?? '') && rest.length === 1)
        return { text: `tcp ${text}`, tool: 'raw', protocol: 'tcp', ...hostAndPort([tool, ...rest], text) };
      throw new UserError(`cannot trace ${JSON.stringify(tool)}`, 2, USAGE);
  }
}
