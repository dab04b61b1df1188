import type { Cluster } from '../cluster/cluster.ts';
import { recordData } from '../discovery/message/record.ts';
import { absolute } from '../discovery/message/name.ts';
import { candidates } from '../discovery/resolver/candidates.ts';
import { lookupHints } from '../discovery/resolver/hints.ts';
import { throwawayPod, type Asker } from '../discovery/resolver/asker.ts';
import { dnsClient, isReply, type Exchange, type Reachability } from '../discovery/resolver/client.ts';
import { resolveFor } from '../discovery/resolver/resolve.ts';
import { parseAddress, type Address, type Family } from '../net/address.ts';
import { walkFlow } from './flow.ts';
import { mergeOutcomes, outcomeOf, pathOf } from './outcome.ts';
import { hintAdvice, nameFailure, whoAsks, type NameFailure } from './reason/name-failure.ts';
import type { TraceRequest } from './request/request.ts';
import type { TraceSource } from './source.ts';
import type { Outcome, Path } from './tree.ts';
import type { World } from './world.ts';

/** One question to a DNS server, and the way it took there. */
export interface DnsHop {
  readonly query: string;
  readonly type: string;
  readonly server: string;
  /** A query without an answer counts as SERVFAIL, as it does for resolvers; `silence` says what it was. */
  readonly rcode: string;
  readonly answers: readonly string[];
  readonly silence?: 'timeout' | 'refused';
  /** The way to the server: shown once per server, at its first question. */
  readonly way?: { readonly path: Path; readonly outcomes: readonly Outcome[] };
}

export interface Target {
  /** Where the packet may go: one of these, each as likely. */
  readonly addresses: readonly Address[];
  readonly dns: readonly DnsHop[];
  readonly failure?: NameFailure;
}

export interface TargetOptions {
  readonly request: TraceRequest;
  readonly assumeDns?: boolean;
}

/** The addresses the request goes to: as typed, from --resolve, or from DNS over the very rules that lead to it. */
export function resolveTarget(cluster: Cluster, world: World, source: TraceSource, options: TargetOptions): Target {
  const { request } = options;
  const literal = parseAddress(request.host);
  if (literal && request.tool !== 'dig') return fitting(request, [literal], [], source);
  const pinned = (request.resolve ?? [])
    .filter((each) => each.port === request.port && (each.host === '*' || each.host === request.host))
    .map((each) => parseAddress(each.address))
    .filter((each) => each !== undefined);
  if (pinned.length > 0) return fitting(request, pinned, [], source);
  const ways = new Ways(cluster, world, source);
  if (request.tool === 'dig') return digTarget(cluster, source, ways, options);
  const asked = resolveFor(cluster, askerOf(source), request.host, {
    reach: (server) => ways.reach(server),
    ...(options.assumeDns ? { assumeDns: true } : {}),
    ...(request.family ? { family: request.family } : {}),
  });
  const dns = asked.queries.map((exchange) => ways.hop(exchange));
  const addresses = asked.addresses.map((text) => parseAddress(text)).filter((each) => each !== undefined);
  if (addresses.length > 0) return fitting(request, addresses, dns, source);
  const hints = lookupHints(cluster, askerOf(source), request.host, asked.queries);
  return { addresses: [], dns, failure: nameFailure({ request, source, dns, hints, ...asked }) };
}

/** Who asks, as the resolver knows it. */
export function askerOf(source: TraceSource): Asker {
  if (source.pod) return { kind: 'pod', pod: source.pod };
  if (source.kind === 'pod') return throwawayPod(source.namespace);
  return { kind: 'node', node: source.kind === 'node' ? source.name : '' };
}

/** The ways to DNS servers: each is walked once. */
class Ways {
  readonly #cluster: Cluster;
  readonly #world: World;
  readonly #source: TraceSource;
  readonly #known = new Map<string, { path: Path; outcomes: Outcome[] } | undefined>();
  readonly #shown = new Set<string>();

  constructor(cluster: Cluster, world: World, source: TraceSource) {
    this.#cluster = cluster;
    this.#world = world;
    this.#source = source;
  }

  /** Whether packets to port 53 of the server come back. */
  reach(server: string): Reachability {
    const way = this.#way(server);
    const verdicts = new Set(way?.outcomes.map((outcome) => outcome.verdict));
    if (verdicts.has('delivered')) return 'reachable';
    const answered = verdicts.size > 0 && [...verdicts].every((one) => one === 'rejected' || one === 'refused');
    return answered ? 'refused' : 'timeout';
  }

  hop({ server, question, result }: Exchange): DnsHop {
    const way = this.#shown.has(server) ? undefined : this.#known.get(server);
    this.#shown.add(server);
    return {
      query: question.name.replace(/\.$/, ''),
      type: question.type,
      server,
      rcode: isReply(result) ? result.rcode : 'SERVFAIL',
      answers: isReply(result) ? result.answers.map(recordData) : [],
      ...(isReply(result) ? {} : { silence: result as 'timeout' | 'refused' }),
      ...(way ? { way } : {}),
    };
  }

  #way(server: string): { path: Path; outcomes: Outcome[] } | undefined {
    if (this.#known.has(server)) return this.#known.get(server);
    const destination = parseAddress(server);
    const walked = destination && walkFlow(this.#world, { source: this.#source, protocol: 'udp', destination, port: 53, sourcePort: DNS_PORT }); // prettier-ignore
    const sent = walked?.sent;
    const paths = sent ? walked.ends.map(({ end }) => pathOf(end, outcomeOf(this.#cluster, end, sent), [])) : [];
    const [first] = paths.toSorted((a, b) => b.probability - a.probability);
    const path = first && { ...first, steps: first.steps.map((step) => ({ ...step, phase: 'dns' as const })) };
    const way = path && { path, outcomes: mergeOutcomes(paths.map((each) => each.outcome)) };
    this.#known.set(server, way);
    return way;
  }
}

const DNS_PORT = 53000;

function digTarget(cluster: Cluster, source: TraceSource, ways: Ways, { request, assumeDns }: TargetOptions): Target {
  const client = dnsClient(cluster, askerOf(source), {
    reach: (server) => ways.reach(server),
    ...(assumeDns ? { assumeDns: true } : {}),
  });
  const server = request.server ?? client.settings.nameservers[0];
  const address = server === undefined ? undefined : parseAddress(server);
  if (server === undefined || !address)
    return {
      addresses: [],
      dns: [],
      failure: { reason: 'DNS_UNREACHABLE', message: `${whoAsks(source)} knows no DNS server` },
    };
  const names = request.search ? candidates(request.host, client.settings, 'glibc') : [absolute(request.host)];
  const asked: Exchange[] = [];
  for (const name of names) {
    const exchange = client.ask(server, { name, type: request.recordType ?? 'A' });
    asked.push(exchange);
    if (!isReply(exchange.result) || exchange.result.rcode === 'NOERROR') break;
  }
  const dns = asked.map((exchange) => ways.hop(exchange));
  const last = dns.at(-1);
  if (last?.silence || last?.rcode === 'NOERROR')
    return { addresses: [address], dns: dns.map(({ way: _way, ...hop }) => hop) };
  const [hint] = lookupHints(cluster, askerOf(source), request.host, asked);
  return {
    addresses: [],
    dns,
    failure: {
      reason: last?.rcode === 'NXDOMAIN' ? 'NXDOMAIN' : 'DNS_UNREACHABLE',
      message: `${server} answers ${last?.rcode ?? 'nothing'} for ${request.host.replace(/\.$/, '')}`,
      ...(hint === undefined ? {} : { advice: hintAdvice(hint) }),
    },
  };
}

/** Only the addresses of one family: the one asked for, else as getaddrinfo prefers (RFC 6724: IPv4 before unique local IPv6). */
function fitting(
  request: TraceRequest,
  addresses: readonly Address[],
  dns: readonly DnsHop[],
  source: TraceSource,
): Target {
  const usable = addresses.filter((each) => request.family === undefined || each.family === request.family);
  const own = usable.filter((each) => hasFamily(source, each.family));
  const candidates = own.length > 0 ? own : usable;
  const first = candidates.find((each) => each.family === 6 && !isUniqueLocal(each)) ?? candidates.find((each) => each.family === 4) ?? candidates[0]; // prettier-ignore
  if (!first)
    return {
      addresses: [],
      dns,
      failure: { reason: 'NO_ADDRESS', message: `${request.host} has no IPv${request.family ?? 4} address` },
    };
  return { addresses: candidates.filter((each) => each.family === first.family), dns };
}

function hasFamily(source: TraceSource, family: Family): boolean {
  if (source.address) return source.address.family === family;
  if (source.place) return source.place(family) !== undefined;
  if (source.kind === 'node' || source.hostNetwork) return source.host?.primary(family) !== undefined;
  return true;
}

function isUniqueLocal(address: Address): boolean {
  return address.family === 6 && (address.bits as bigint) >> 121n === 0x7en;
}
