import { parseAddress } from '../../net/address.ts';
import { UserError } from '../../net/user-error.ts';

/** What the request forms share: hosts, ports, and how to ask. */

/** How to ask, shown where a request is none. */
export const USAGE = 'ask like this: trace curl URL | nc -zv HOST PORT | tcp|udp|sctp HOST PORT | ping HOST | dig NAME';

/** `HOST PORT` or `HOST:PORT`. */
export function hostAndPort(words: readonly string[], text: string): { host: string; port: number } {
  const [first = '', second, ...more] = words;
  if (more.length > 0) throw new UserError(`too many words in ${JSON.stringify(text)}`, 2, USAGE);
  if (second !== undefined) return { host: bare(first), port: portNumber(second) };
  const joined = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(first);
  if (!joined) throw new UserError(`no port in ${JSON.stringify(text)}`, 2, USAGE);
  return { host: checkedHost(joined[1] ?? joined[2] ?? ''), port: portNumber(joined[3] ?? '') };
}

/** Without the brackets of an IPv6 literal. */
export function bare(host: string): string {
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
