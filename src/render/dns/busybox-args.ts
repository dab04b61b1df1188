import { printable } from './printable.ts';

/** busybox's types, in the order in which it asks for them. */
const TYPES = ['SOA', 'NS', 'A', 'AAAA', 'CNAME', 'MX', 'TXT', 'PTR', 'SRV', 'ANY'];
const USAGE = [
  'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.',
  '',
  'Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]',
  '',
  'Query DNS about HOST',
  '',
  'QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any',
];

export interface BusyboxArgs {
  readonly name: string;
  /** As it was typed, and without a port behind it. */
  readonly server: string | undefined;
  readonly host: string | undefined;
  /** None: addresses, or the name of an address. */
  readonly types: readonly string[];
  readonly debug: boolean;
  readonly port: number;
}

/** busybox's words: options (cut short as one likes), then a name and perhaps a server; what it refuses, in its own lines. */
export function busyboxArgs(words: readonly string[]): BusyboxArgs | readonly string[] {
  const types = new Set<string>();
  let debug = false;
  let port = 53;
  let i = 0;
  for (; /^-./.test(words[i] ?? ''); i++) {
    const [option = '', ...rest] = (words[i] ?? '').slice(1).split('=');
    const value = rest.join('=');
    const means = (whole: string, least: number): boolean => option.length >= least && whole.startsWith(option);
    if (means('type', 2) || means('querytype', 1)) {
      if (!TYPES.includes(value.toUpperCase())) return [`nslookup: invalid query type "${printable(value)}"`];
      types.add(value.toUpperCase());
    } else if (means('timeout', 1) || means('retry', 1) || means('port', 1)) {
      if (!/^\d+$/.test(value)) return [`nslookup: invalid number '${printable(value)}'`];
      if (means('port', 1)) port = Number(value);
    } else if (means('debug', 1)) debug = true;
    else return USAGE;
  }
  const [name, server, ...more] = words.slice(i);
  if (name === undefined || more.length > 0) return USAGE;
  const [, host = server, ownPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(server ?? '') ?? [];
  if (ownPort !== undefined) port = Number(ownPort);
  return { name, server, host, types: TYPES.filter((type) => types.has(type)), debug, port };
}
