import type { Cluster } from '../../src/cluster/cluster.ts';
import { nodeFacts } from '../../src/kube-proxy/node-facts.ts';
import { programNode } from '../../src/kube-proxy/program.ts';
import { address, hostPort, type Address } from '../../src/net/address.ts';
import type { Packet } from '../../src/net/packet.ts';
import type { Connection, Hook, HookContext } from '../../src/trace/hook.ts';
import { NO_MEMORY } from '../../src/trace/memory.ts';
import { programWalker } from '../../src/trace/walker.ts';
import type { Flow } from './read.ts';

/** What becomes of one flow on node `here`, in the words of the case files. */
export interface Answer {
  readonly text: string;
  /** Chance of each backend, by `ip:port`. */
  readonly chances: ReadonlyMap<string, number>;
}

/** Stands for the node's address after MASQUERADE, so that even the node's own packets show whether a rule took hold. */
const MASQUERADED = { 4: address('192.0.2.254'), 6: address('2001:db8:ffff::254') };

interface Way {
  readonly packet: Packet;
  readonly connection: Connection;
  readonly probability: number;
}

/** Takes the first packet of the flow through the node's hooks, on every way it can go. */
export function probe(cluster: Cluster, flow: Flow): Answer {
  const destination = address(flow.destination);
  const facts = nodeFacts(cluster, 'here');
  const program = programNode(cluster, 'here');
  const walker = programWalker(program, destination.family);
  const own = facts.primaryAddress(destination.family) ?? '';
  const local = new Set<string>(facts.localAddresses(destination.family));
  for (const bound of program.ipvs(destination.family)?.boundAddresses ?? []) local.add(bound.text);
  const isLocal = (one: Address): boolean => local.has(one.text) || one.text.startsWith('127.');
  const fromHost = flow.from === 'node' || flow.from === 'localhost';
  const loopback = destination.family === 4 ? '127.0.0.1' : '::1';
  const source = address(flow.source ?? (flow.from === 'localhost' ? loopback : own));
  const packet: Packet = {
    protocol: flow.protocol,
    source,
    sourcePort: 40_000,
    destination,
    destinationPort: flow.port,
    mark: 0,
    ...(fromHost ? {} : { inInterface: flow.from === 'pod' ? 'veth0' : 'eth0' }),
  };
  const texts = new Set<string>();
  const chances = new Map<string, number>();
  const ended = (text: string, way: Way, backend?: string): void => {
    texts.add(text);
    if (backend !== undefined) chances.set(backend, (chances.get(backend) ?? 0) + way.probability);
  };
  const delivered = (way: Way): void => {
    const backend = hostPort(way.packet.destination.text, way.packet.destinationPort);
    if (!way.connection.dnat) return ended(isLocal(way.packet.destination) ? 'host' : 'untouched', way);
    ended(way.packet.source.text === MASQUERADED[source.family].text ? `${backend} masq` : backend, way, backend);
  };
  const at = (hook: Hook, way: Way, next: (way: Way, stolen: boolean) => void): void => {
    for (const outcome of walker.walk(way.packet, contextOf(hook, way.connection, isLocal))) {
      const after = {
        packet: outcome.packet,
        connection: outcome.connection,
        probability: way.probability * outcome.probability,
      };
      if (outcome.probability <= 0) continue;
      if (outcome.verdict === 'accept') next(after, false);
      else if (outcome.verdict === 'stolen') next(after, true);
      else ended(outcome.verdict === 'undetermined' ? `undetermined: ${outcome.detail}` : outcome.verdict, after);
    }
  };
  const leave = (way: Way): void =>
    at('postrouting', { ...way, packet: { ...way.packet, outInterface: 'veth1' } }, (after) => delivered(after));
  const route = (way: Way): void => {
    if (isLocal(way.packet.destination))
      at('input', way, (after, stolen) => (stolen ? leave(after) : delivered(after)));
    else if (fromHost) leave(way);
    else at('forward', { ...way, packet: { ...way.packet, outInterface: 'veth1' } }, leave);
  };
  const begin: Way = { packet, connection: { state: 'NEW' }, probability: 1 };
  at(fromHost ? 'output' : 'prerouting', begin, (way, stolen) => (stolen ? leave(way) : route(way)));
  return { text: [...texts].sort().join(', '), chances };
}

function contextOf(hook: Hook, connection: Connection, isLocal: (one: Address) => boolean): HookContext {
  return {
    node: 'here',
    hook,
    isLocal,
    masqueradeAddress: (packet) => MASQUERADED[packet.source.family],
    connection,
    memory: NO_MEMORY,
    now: 1_000_000,
    explain: false,
    record: false,
  };
}
