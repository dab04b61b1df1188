import type { Cluster } from '../cluster/cluster.ts';
import { parseAddress, type Address } from '../net/address.ts';
import type { Origin } from '../net/origin.ts';
import type { Packet } from '../net/packet.ts';
import type { Random } from '../net/random.ts';
import { UserError } from '../net/user-error.ts';
import { balancedHosts } from './ipvs/balance.ts';
import { clusterWorld, type WorldOptions } from './cluster-world.ts';
import { resolveTarget, type DnsHop } from './dns-hop.ts';
import { walkFlow, type WalkedEnd } from './flow.ts';
import type { Memory } from './hook.ts';
import { NO_MEMORY } from './memory.ts';
import { mergeOutcomes, outcomeOf, pathOf } from './outcome.ts';
import { notesOn } from './notes.ts';
import type { ReasonCode } from './reason/code.ts';
import type { NameFailure } from './reason/name-failure.ts';
import type { TraceRequest } from './request/request.ts';
import { findSource, type TraceSource } from './source.ts';
import type { Advice, Outcome, Path, Verdict } from './tree.ts';
import type { World } from './world.ts';

export interface TraceOptions extends WorldOptions {
  readonly request: TraceRequest;
  readonly from?: string | undefined;
  readonly node?: string | undefined;
  readonly namespace: string;
  /** Chooses the path that is shown. Absent: the most probable one. */
  readonly random?: Random;
  /** Affinity lists, scheduler positions of earlier traces. */
  readonly memory?: Memory;
  readonly sourcePort?: number;
  /** Names are answered as the cluster's DNS would, whether or not its pods can be reached. */
  readonly assumeDns?: boolean;
}

export interface TraceResult {
  readonly request: TraceRequest;
  readonly source: TracedSource;
  readonly dns: readonly DnsHop[];
  /** The packet as the client sent it; absent where it never did. */
  readonly sent?: Packet;
  readonly paths: readonly Path[];
  /** Index in `paths` of the one that is shown. */
  readonly shown: number;
  readonly outcomes: readonly Outcome[];
  /** Of the path shown. */
  readonly verdict: Verdict;
  readonly reason: ReasonCode;
  readonly message: string;
  readonly origin?: Origin;
  readonly advice?: Advice;
  /** What no step tells. */
  readonly notes?: readonly string[];
  /** After the path shown. */
  readonly memory: Memory;
}

export interface TracedSource {
  readonly kind: TraceSource['kind'];
  readonly name: string;
  readonly namespace: string;
  readonly ip: string;
  readonly node?: string;
  readonly assumed?: string;
}

const FIRST_PORT = 49152;

/** Traces one request through the cluster. A pure function: chance and time come with the options. Throws UserError for sources that are not there. */
export function traceRequest(cluster: Cluster, options: TraceOptions): TraceResult {
  const world = clusterWorld(cluster, options);
  const { request, namespace } = options;
  const source = findSource(cluster, world.topology, { from: options.from, node: options.node, namespace, host: request.host }); // prettier-ignore
  const target = resolveTarget(cluster, world, source, options);
  if (target.addresses.length === 0) return unresolved(options, source, target.dns, target.failure);
  const bind = bindAddress(request, source);
  const share = 1 / target.addresses.length;
  const walked = target.addresses.flatMap((destination) => {
    const flow = walkFlow(world, {
      source,
      protocol: request.protocol,
      destination,
      port: request.port,
      sourcePort: options.sourcePort ?? FIRST_PORT,
      bind,
      balanced: source.kind === 'load-balancer' ? balancedHosts(cluster, world, destination) : undefined,
      ...(options.memory ? { memory: options.memory } : {}),
    });
    const ends = flow.ends.map(({ end, after }) => ({ sent: flow.sent, end: scaled(end, share), after }));
    return ends;
  });
  const notes = notesOn(cluster, request, target.dns);
  return { ...resultOf(cluster, options, source, target.dns, walked), ...(notes.length > 0 ? { notes } : {}) };
}

/** Traces one request through a pasted host: names are not known there, and nothing is said about Services. */
export function traceDump(world: World, options: TraceOptions): TraceResult {
  const { request, namespace } = options;
  const source = findSource(undefined, world.topology, { from: options.from, node: options.node, namespace, host: request.host }); // prettier-ignore
  const destination = parseAddress(request.resolve?.[0]?.address ?? request.host);
  if (!destination)
    throw new UserError(
      `${request.host}: a dump of rules knows no names`,
      2,
      'Give an address, or curl --resolve HOST:PORT:ADDRESS.',
    );
  const { protocol, port } = request;
  const flow = { source, protocol, destination, port, sourcePort: options.sourcePort ?? FIRST_PORT, bind: bindAddress(request, source) }; // prettier-ignore
  const walked = walkFlow(world, { ...flow, ...(options.memory ? { memory: options.memory } : {}) });
  const bare = world.topology.hostOf(destination) === undefined && [...world.topology.hosts.values()].every((host) => host.addresses.length === 0); // prettier-ignore
  const notes = bare ? [`no address of this host is known, so ${destination.text} counts as foreign to it: name them with --addresses eth0=192.168.1.2/24,docker0=172.17.0.1/16`] : []; // prettier-ignore
  const result = resultOf(undefined, options, source, [], walked.ends.map(({ end, after }) => ({ sent: walked.sent, end, after }))); // prettier-ignore
  return notes.length > 0 ? { ...result, notes } : result;
}

interface Walked extends WalkedEnd {
  readonly sent: Packet | undefined;
}

function scaled(end: WalkedEnd['end'], share: number): WalkedEnd['end'] {
  return share === 1 ? end : { ...end, journey: { ...end.journey, probability: end.journey.probability * share } };
}

function resultOf(
  cluster: Cluster | undefined,
  options: TraceOptions,
  source: TraceSource,
  dns: readonly DnsHop[],
  walked: readonly Walked[],
): TraceResult {
  const paths = walked.map(({ end, after, sent }) =>
    pathOf(end, outcomeOf(cluster, end, sent ?? end.journey.packet), after),
  );
  if (paths.length === 0) return noRoute(options, source, dns);
  const shown = choose(paths, options.random);
  const outcome = paths[shown]?.outcome;
  const sent = walked[shown]?.sent;
  if (!outcome) throw new Error('a walk ended nowhere');
  return {
    request: options.request,
    source: sourceSeen(source, sent?.source.text ?? ''),
    dns,
    ...(sent ? { sent } : {}),
    paths,
    shown,
    outcomes: mergeOutcomes(paths.map((path) => path.outcome)),
    verdict: outcome.verdict,
    reason: outcome.reason,
    message: outcome.message,
    ...(outcome.origin ? { origin: outcome.origin } : {}),
    ...(outcome.advice ? { advice: outcome.advice } : {}),
    memory: walked[shown]?.end.journey.memory ?? NO_MEMORY,
  };
}

/** The path shown: drawn by its probability, or without dice the most probable. */
function choose(paths: readonly Path[], random: Random | undefined): number {
  if (!random)
    return paths.reduce((best, path, i) => (path.probability > (paths[best]?.probability ?? 0) ? i : best), 0);
  let left = random.next() * paths.reduce((sum, path) => sum + path.probability, 0);
  for (const [index, path] of paths.entries()) {
    left -= path.probability;
    if (left < 0) return index;
  }
  return paths.length - 1;
}

function unresolved(
  options: TraceOptions,
  source: TraceSource,
  dns: readonly DnsHop[],
  failure: NameFailure = { reason: 'NXDOMAIN', message: `${options.request.host} has no address` },
): TraceResult {
  return ended(options, source, dns, { verdict: 'name-error', ...failure, probability: 1 });
}

function noRoute(options: TraceOptions, source: TraceSource, dns: readonly DnsHop[]): TraceResult {
  const message = `${source.name} has no address of the destination's family: network is unreachable`;
  return ended(options, source, dns, { verdict: 'unrouted', reason: 'NO_ROUTE', message, probability: 1 });
}

function ended(options: TraceOptions, source: TraceSource, dns: readonly DnsHop[], outcome: Outcome): TraceResult {
  const { verdict, reason, message } = outcome;
  const path: Path = { probability: 1, steps: [], outcome, examined: 0, conntrack: [] };
  const first = source.place?.(4)?.address ?? source.address ?? source.host?.primary(4) ?? source.host?.primary(6);
  return {
    request: options.request,
    source: sourceSeen(source, first?.text ?? ''),
    dns,
    paths: [path],
    shown: 0,
    outcomes: [outcome],
    verdict,
    reason,
    message,
    ...(outcome.origin ? { origin: outcome.origin } : {}),
    ...(outcome.advice ? { advice: outcome.advice } : {}),
    memory: options.memory ?? NO_MEMORY,
  };
}

function sourceSeen(source: TraceSource, ip: string): TracedSource {
  const { kind, name, namespace, assumed, host } = source;
  return {
    kind,
    name,
    namespace,
    ip,
    ...(host && kind !== 'external' ? { node: host.name } : {}),
    ...(assumed === undefined ? {} : { assumed }),
  };
}

/** `curl --interface ADDRESS`: sent from that address, which must be the source's own. */
function bindAddress(request: TraceRequest, source: TraceSource): Address | undefined {
  const wanted = request.interface === undefined ? undefined : parseAddress(request.interface);
  if (!wanted) return undefined;
  const own =
    source.place?.(wanted.family)?.address.text === wanted.text || (!source.place && source.host?.isLocal(wanted));
  if (!own) throw new UserError(`${source.name} has no address ${wanted.text} to send from`, 1);
  return wanted;
}
