import type { Family } from '../../net/address.ts';
import { parseAddress } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';
import { parseCurl } from './curl.ts';

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
  /** dig: the record type, and the server asked instead of the one in resolv.conf. */
  readonly recordType?: string;
  readonly server?: string;
}

const USAGE = 'ask like this: trace curl URL | nc -zv HOST PORT | tcp|udp|sctp HOST PORT | ping HOST | dig NAME';

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
      return parseDig(rest, text);
    default:
      if (/^https?:\/\//.test(tool)) return parseCurl('curl', words, `curl ${text}`);
      if (/^[^:\s]+:\d+$|^\[[^\]]+\]:\d+$/.test(tool) && rest.length === 0)
        return { text: `tcp ${text}`, tool: 'raw', protocol: 'tcp', ...hostAndPort([tool], text) };
      throw new UserError(`cannot trace ${JSON.stringify(tool)}`, 2, USAGE);
  }
}

/** `HOST PORT` or `HOST:PORT`. */
function hostAndPort(words: readonly string[], text: string): { host: string; port: number } {
  const [first = '', second, ...more] = words;
  if (more.length > 0) throw new UserError(`too many words in ${JSON.stringify(text)}`, 2, USAGE);
  if (second !== undefined) return { host: bare(first), port: portNumber(second) };
  const joined = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(first);
  if (!joined) throw new UserError(`no port in ${JSON.stringify(text)}`, 2, USAGE);
  return { host: checkedHost(joined[1] ?? joined[2] ?? ''), port: portNumber(joined[3] ?? '') };
}

function parseNetcat(tool: 'nc' | 'telnet', words: readonly string[], text: string): TraceRequest {
  const plain: string[] = [];
  let protocol: 'tcp' | 'udp' | 'sctp' = 'tcp';
  let family: Family | undefined;
  let source: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--sctp') protocol = 'sctp';
    else if (word === '--udp') protocol = 'udp';
    else if (/^-[a-zA-Z46]+$/.test(word)) {
      if (word.includes('u')) protocol = 'udp';
      if (word.includes('4')) family = 4;
      if (word.includes('6')) family = 6;
      const takesValue = /[wipIOPqsTVXx]$/.exec(word);
      if (takesValue) {
        const value = words[++i];
        if (takesValue[0] === 's') source = value;
      }
    } else plain.push(word);
  }
  return {
    text,
    tool,
    protocol,
    ...hostAndPort(plain.length === 1 && tool === 'telnet' ? [...plain, '23'] : plain, text),
    ...(family ? { family } : {}),
    ...(source === undefined ? {} : { interface: source }),
  };
}

function parsePing(tool: string, words: readonly string[], text: string): TraceRequest {
  let family: Family | undefined = tool === 'ping6' ? 6 : undefined;
  const hosts: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '-4') family = 4;
    else if (word === '-6') family = 6;
    else if (/^-[cilmMpQsStTwWIFGh]$/.test(word)) i++;
    else if (!word.startsWith('-')) hosts.push(word);
  }
  const [host, ...more] = hosts;
  if (host === undefined || more.length > 0)
    throw new UserError(`ping needs one host: ${JSON.stringify(text)}`, 2, USAGE);
  return { text, tool: 'ping', protocol: 'icmp', host: bare(host), port: 0, ...(family ? { family } : {}) };
}

function parseDig(words: readonly string[], text: string): TraceRequest {
  let name: string | undefined;
  let recordType = 'A';
  let server: string | undefined;
  let protocol: 'tcp' | 'udp' = 'udp';
  for (const word of words) {
    if (word.startsWith('@')) server = word.slice(1);
    else if (word === '+tcp' || word === '-T') protocol = 'tcp';
    else if (/^-(type|t|query|querytype)=/i.test(word)) recordType = word.slice(word.indexOf('=') + 1).toUpperCase();
    else if (word.startsWith('+') || word.startsWith('-')) continue;
    else if (/^(A|AAAA|SRV|PTR|CNAME|TXT|ANY|NS|SOA|MX)$/i.test(word) && name !== undefined)
      recordType = word.toUpperCase();
    else if (name === undefined) name = word;
    else server ??= word;
  }
  if (name === undefined) throw new UserError(`no name in ${JSON.stringify(text)}`, 2, USAGE);
  return { text, tool: 'dig', protocol, host: checkedHost(name), port: 53, recordType, ...(server === undefined ? {} : { server }) }; // prettier-ignore
}

/** Without the brackets of an IPv6 literal. */
function bare(host: string): string {
  return checkedHost(/^\[(.*)\]$/.exec(host)?.[1] ?? host);
}

/** A host name or address, or a UserError: what comes in here is printed and looked up. */
export function checkedHost(host: string): string {
  if (parseAddress(host)) return host;
  if (/^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252})?$/.test(host)) return host;
  throw new UserError(`${JSON.stringify(host)} is neither a host name nor an IP address`, 2);
}

/** A port 1-65535, or a UserError. */
export function portNumber(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= 65535) return port;
  throw new UserError(`${JSON.stringify(text)} is no port: expected a number between 1 and 65535`, 2);
}
