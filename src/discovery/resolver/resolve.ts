import type { Cluster } from '../../cluster/cluster.ts';
import { parseAddress } from '../../net/address.ts';
import { atonAddress } from '../../net/aton.ts';
import { absolute } from '../message/name.ts';
import type { Rcode, ResourceRecord } from '../message/record.ts';
import { numericOption } from '../resolv-conf/file.ts';
import type { Asker } from './asker.ts';
import { candidates } from './candidates.ts';
import { dnsClient, isReply, type ClientOptions, type DnsClient, type Exchange } from './client.ts';
import { hostsEntry } from './hosts-file.ts';

export interface ResolveOptions extends ClientOptions {
  /** Whose resolver: glibc (the default) or musl. */
  readonly libc?: 'glibc' | 'musl';
  /** Only one family is asked for with 4 or 6. */
  readonly family?: 4 | 6;
}

/** What getaddrinfo came back with. */
export interface Resolution {
  readonly queries: readonly Exchange[];
  /** IPv4 first, then IPv6, each in the order of the answer. */
  readonly addresses: readonly string[];
  /** NXDOMAIN also where the name exists without an address of the family. */
  readonly rcode: Rcode | 'TIMEOUT';
  /** The name that had the addresses, CNAMEs followed; undefined where none had. */
  readonly canonicalName?: string;
  /** The other names of the line in /etc/hosts that had it. */
  readonly aliases?: readonly string[];
  /** glibc's or musl's words for the failure; undefined on success. */
  readonly error?: string;
}

type PairResult = 'answered' | 'nodata' | 'nxdomain' | 'servfail' | 'silent';

const WORDS = {
  glibc: {
    nxdomain: 'Name or service not known',
    nodata: 'No address associated with hostname',
    again: 'Temporary failure in name resolution',
  },
  musl: { nxdomain: 'Name does not resolve', nodata: 'Name does not resolve', again: 'Try again' },
} as const;

/**
 * getaddrinfo as the asker's libc does it: literals and /etc/hosts first, then the search list with A and AAAA side by side.
 * glibc goes on after SERVFAIL and NODATA, musl stops there; silence ends the search (measured: glibc 2.36, musl 1.2.3).
 */
export function resolveFor(cluster: Cluster, asker: Asker, name: string, options: ResolveOptions = {}): Resolution {
  const literal = parseAddress(name) ?? parseAddress(name.replace(/^\[(.*)\]$/, '$1')) ?? atonAddress(name);
  if (literal) {
    const fits = options.family === undefined || options.family === literal.family;
    if (!fits) return { queries: [], addresses: [], rcode: 'NXDOMAIN', error: WORDS[options.libc ?? 'glibc'].nxdomain };
    return { queries: [], addresses: [literal.text], rcode: 'NOERROR', canonicalName: name };
  }
  const local = hostsEntry(cluster, asker, name, options.family);
  if (local) {
    const [canonicalName = name, ...aliases] = local.names;
    return { queries: [], addresses: local.addresses, rcode: 'NOERROR', canonicalName, aliases };
  }
  return walk(dnsClient(cluster, asker, options), name, options);
}

function walk(client: DnsClient, name: string, options: ResolveOptions): Resolution {
  const libc = options.libc ?? 'glibc';
  const names = candidates(name, client.settings, libc);
  const itself = absolute(name);
  let [failed, empty, silent] = [false, false, false];
  for (const [index, candidate] of names.entries()) {
    if (silent && candidate !== itself) continue;
    const { result, records } = askPair(client, candidate, options);
    if (result === 'answered') {
      const addresses = addressesOf(records);
      if (addresses.length > 0) {
        return { queries: client.exchanges, addresses, rcode: 'NOERROR', canonicalName: canonical(records, candidate) };
      }
      return failure(client, 'NXDOMAIN', WORDS[libc].nxdomain);
    }
    if (result === 'silent') {
      silent = true;
      if (libc === 'musl' || index === names.length - 1) break;
    } else if (result === 'servfail') {
      failed = true;
      if (libc === 'musl') break;
    } else if (result === 'nodata') {
      empty = true;
      if (libc === 'musl') break;
    }
  }
  if (silent) return failure(client, 'TIMEOUT', WORDS[libc].again);
  if (failed) return failure(client, 'SERVFAIL', WORDS[libc].again);
  return failure(client, 'NXDOMAIN', empty ? WORDS[libc].nodata : WORDS[libc].nxdomain);
}

/** A and AAAA for one candidate, repeated as the libc repeats them after SERVFAIL or silence. */
function askPair(
  client: DnsClient,
  name: string,
  options: ResolveOptions,
): { result: PairResult; records: readonly ResourceRecord[] } {
  const types = options.family === 4 ? ['A'] : options.family === 6 ? ['AAAA'] : ['A', 'AAAA'];
  const attempts = numericOption(client.settings, 'attempts', 2, 5);
  const rounds = options.libc === 'musl' ? attempts * 3 : attempts;
  const servers = client.settings.nameservers.length > 0 ? client.settings.nameservers.slice(0, 3) : ['127.0.0.1'];
  let result: PairResult = 'silent';
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) {
      const results = types.map((type) => client.ask(server, { name, type }).result);
      const replies = results.filter(isReply);
      if (replies.length === 0) continue;
      const records = replies.flatMap((reply) => (reply.rcode === 'NOERROR' ? reply.answers : []));
      if (records.length > 0) return { result: 'answered', records };
      if (replies.some(({ rcode }) => rcode === 'NOERROR')) return { result: 'nodata', records: [] };
      if (replies.some(({ rcode }) => rcode === 'NXDOMAIN')) return { result: 'nxdomain', records: [] };
      result = 'servfail';
    }
    if (options.libc === 'musl' && result === 'silent' && round >= attempts - 1) break;
  }
  return { result, records: [] };
}

function failure(client: DnsClient, rcode: Resolution['rcode'], error: string): Resolution {
  return { queries: client.exchanges, addresses: [], rcode, error };
}

function addressesOf(records: readonly ResourceRecord[]): string[] {
  const of = (type: 'A' | 'AAAA'): string[] =>
    records.flatMap((record) => (record.type === type ? [record.address] : []));
  return [...new Set([...of('A'), ...of('AAAA')])];
}

function canonical(records: readonly ResourceRecord[], asked: string): string {
  return records.find((record) => record.type === 'A' || record.type === 'AAAA')?.name ?? asked;
}
