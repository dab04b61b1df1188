import { parseAddress, type Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { NO_MEMORY } from './memory.ts';
import type { Memory } from './hook.ts';
import { noted, type End, type Journey } from './journey.ts';
import { surelyReturns, walkReply, type Asker } from './reply.ts';
import { sourceFor } from './routing.ts';
import { clientAddress, type TraceSource } from './source.ts';
import type { Host, PodPlace } from './topology.ts';
import type { Step } from './tree.ts';
import { walkFromHost, walkFromOutside, walkFromPod } from './walk.ts';
import type { World } from './world.ts';

/** One connection attempt: who sends what to which address. */
export interface Flow {
  readonly source: TraceSource;
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp';
  readonly destination: Address;
  /** 0 for ICMP */
  readonly port: number;
  readonly sourcePort: number;
  /** An address to send from instead of the one the source would choose. */
  readonly bind?: Address | undefined;
  readonly memory?: Memory;
  /** Hosts among which a load balancer in front chooses; undefined: all. */
  readonly balanced?: readonly Host[] | undefined;
}

export interface WalkedEnd {
  readonly end: End;
  /** The way back. */
  readonly after: readonly Step[];
}

export interface WalkedFlow {
  /** Undefined where the source has no address of that family. */
  readonly sent: Packet | undefined;
  readonly ends: readonly WalkedEnd[];
}

/** Walks a flow to all its ends; their probabilities sum to 1. */
export function walkFlow(cluster: World, flow: Flow): WalkedFlow {
  const world = withSource(cluster, flow);
  const sent = firstPacket(world, flow);
  if (!sent) return { sent, ends: [] };
  const journey: Journey = {
    packet: sent,
    probability: 1,
    steps: undefined,
    memory: flow.memory ?? NO_MEMORY,
    conntrack: undefined,
    examined: 0,
    hops: 0,
  };
  const ends: WalkedEnd[] = [];
  const asker: Asker = { sent, node: isOutside(flow.source) ? undefined : flow.source.host?.name };
  const arrived = (end: End): void => void ends.push(withReply(world, end, asker));
  start(world, flow, journey, arrived);
  return { sent, ends };
}

/** The source is where it says it is: answers find it there, whatever prefix covers its address, and without reading other pods. */
function withSource(world: World, { source, destination }: Flow): World {
  const place = source.place?.(destination.family);
  if (!place) return world;
  let worlds = worldsOf.get(world);
  if (!worlds) worldsOf.set(world, (worlds = new WeakMap()));
  let known = worlds.get(place);
  if (!known) worlds.set(place, (known = worldWith(world, place)));
  return known;
}

/** By the cluster's world and the place of the source. */
const worldsOf = new WeakMap<World, WeakMap<PodPlace, World>>();

function worldWith(world: World, place: PodPlace): World {
  const { topology } = world;
  const podAt = (address: Address): PodPlace | undefined =>
    address.text === place.address.text ? place : topology.podAt(address);
  return { ...world, topology: { ...topology, podAt } };
}

function isOutside(source: TraceSource): boolean {
  return source.kind === 'external' || source.kind === 'load-balancer';
}

function start(world: World, flow: Flow, journey: Journey, arrived: (end: End) => void): void {
  const { source, destination } = flow;
  if (isOutside(source)) {
    const gates = gateways(world, flow);
    if (gates.length === 0)
      return arrived({
        journey,
        verdict: 'unrouted',
        reason: 'NO_ROUTE',
        detail: 'no node is there to take the packet',
      });
    for (const host of gates) {
      const share = { ...journey, probability: journey.probability / gates.length };
      walkFromOutside(world, host, world.record ? noted(share, '', { layer: 'route', action: arrival(source, host, destination), brief: `arrives at ${host.name}` }) : share, arrived); // prettier-ignore
    }
    return;
  }
  const { host } = source;
  if (!host) return arrived({ journey, verdict: 'unrouted', reason: 'NO_ROUTE', detail: 'the source runs on no node' });
  const place = source.place?.(destination.family);
  if (place) walkFromPod(world, host, place, journey, arrived);
  else walkFromHost(world, host, journey, arrived);
}

/** Through which hosts a packet from outside comes in. */
function gateways(world: World, flow: Flow): readonly Host[] {
  const { topology } = world;
  const { source, destination } = flow;
  const owner = topology.hostOf(destination);
  if (owner) return [owner];
  if (source.host) return [source.host];
  if (source.kind === 'load-balancer') return flow.balanced ?? [...topology.hosts.values()];
  const node = topology.podAt(destination)?.node;
  const behind = node === undefined ? undefined : topology.hosts.get(node);
  const first = [...topology.hosts.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))[0];
  const gate = behind ?? first;
  return gate ? [gate] : [];
}

function arrival(source: TraceSource, host: Host, destination: Address): string {
  const who = source.kind === 'load-balancer' ? 'the load balancer hands it to' : 'the client outside sends it to';
  const primary = host.primary(destination.family)?.text;
  return `${who} ${host.name}${primary === undefined || primary === destination.text ? '' : ` (${primary})`}`;
}

function firstPacket(world: World, flow: Flow): Packet | undefined {
  const { destination, protocol } = flow;
  const source = flow.bind ?? sourceAddress(world, flow);
  if (!source || source.family !== destination.family) return undefined;
  const ping = protocol === 'icmp';
  return {
    protocol: ping && destination.family === 6 ? 'icmpv6' : protocol,
    source,
    sourcePort: ping ? 0 : flow.sourcePort,
    destination,
    destinationPort: ping ? 0 : flow.port,
    mark: 0,
  };
}

function sourceAddress(world: World, flow: Flow): Address | undefined {
  const { source, destination } = flow;
  if (isOutside(source)) return clientAddress(source, destination, world.topology);
  if (source.place) {
    const place: PodPlace | undefined = source.place(destination.family);
    const loopback = destination.family === 4 ? destination.text.startsWith('127.') : destination.text === '::1';
    return loopback ? parseAddress(destination.family === 4 ? '127.0.0.1' : '::1') : place?.address;
  }
  return source.host && sourceFor(world.topology, source.host, destination);
}

/** An end with the answer's way back. A refusal (RST, ICMP) is an answer too: one that nobody translates back tells the client nothing. */
function withReply(world: World, end: End, asker: Asker): WalkedEnd {
  const isRefusal = end.verdict === 'refused' || end.verdict === 'rejected';
  if (!(isRefusal || end.verdict === 'delivered') || end.relayed) return { end, after: [] };
  if ((isRefusal || !(world.record || world.walkReplies)) && surelyReturns(end, asker)) return { end, after: [] };
  const reply = walkReply(world, end, asker);
  if (reply.returned) return { end, after: reply.steps };
  return {
    end: { ...end, verdict: 'dropped', reason: 'REPLY_BYPASSES_NAT', detail: `the request arrives, but the answer does not: ${reply.lost ?? ''}` }, // prettier-ignore
    after: reply.steps,
  };
}
