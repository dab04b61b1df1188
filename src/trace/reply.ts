import type { Address } from '../net/address.ts';
import { hostPort } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { Context } from './at-hook.ts';
import type { Connection, Hook } from './hook.ts';
import { stepsOf, unchain, type End } from './journey.ts';
import { podInterface, routeFrom } from './routing.ts';
import type { Host } from './topology.ts';
import type { ConntrackEntry, Step } from './tree.ts';
import type { World } from './world.ts';

/** The way back: each host's conntrack undoes what it did – if the reply comes past that host at all. */

/** Who asked: where the reply must arrive, and with which addresses. */
export interface Asker {
  readonly sent: Packet;
  /** The host the client runs on (as a pod or a process); undefined outside the cluster. */
  readonly node: string | undefined;
}

export interface Reply {
  readonly returned: boolean;
  readonly steps: readonly Step[];
  /** Why it did not return. */
  readonly lost?: string;
}

/**
 * Whether the reply surely comes back: every host that translated the destination either also translated the source (the reply
 * is addressed to it), or is the host of the endpoint or of the client.
 */
export function surelyReturns(end: End, asker: Asker): boolean {
  for (let link = end.journey.conntrack; link; link = link.before) {
    const { original, translated, node } = link.last;
    if (original.destination === translated.destination && original.destinationPort === translated.destinationPort)
      continue;
    if (original.source !== translated.source) continue;
    if (node !== end.host?.name && node !== asker.node) return false;
  }
  return true;
}

/** Walks the reply of a delivered packet back to whoever asked. */
export function walkReply(world: World, end: End, asker: Asker): Reply {
  return new ReplyWalk(world, end, asker).run();
}

const MAX_HOPS = 12;

class ReplyWalk {
  readonly #world: World;
  readonly #end: End;
  readonly #asker: Asker;
  readonly #entries: readonly ConntrackEntry[];
  readonly #steps: Step[] = [];
  #packet: Packet;
  #lost: string | undefined;

  constructor(world: World, end: End, asker: Asker) {
    this.#world = world;
    this.#end = end;
    this.#asker = asker;
    this.#entries = unchain(end.journey.conntrack);
    this.#packet = turned(end.journey.packet);
  }

  run(): Reply {
    if (this.#entries.length > 0) this.#travel();
    const { sent } = this.#asker;
    const expected = turned(sent);
    if (this.#lost === undefined && !sameAddresses(this.#packet, expected))
      this.#lost = `the client asked ${text(sent.destination, sent.destinationPort)} and is answered by ${text(this.#packet.source, this.#packet.sourcePort)}: it does not know that connection`;
    return this.#lost === undefined
      ? { returned: true, steps: this.#steps }
      : { returned: false, steps: this.#steps, lost: this.#lost };
  }

  #travel(): void {
    let host = this.#end.host;
    let via: 'wire' | 'pod' | 'process' = this.#end.place ? 'pod' : 'process';
    if (this.#end.reason === 'DELIVERED' && !host) {
      host = this.#hostTowards(this.#packet.destination);
      via = 'wire';
    }
    for (let hops = 0; host && this.#lost === undefined; hops++) {
      if (hops > MAX_HOPS) {
        this.#lost = 'the reply goes round in circles';
        return;
      }
      const next = this.#pass(host, via);
      via = 'wire';
      if (next.kind === 'arrived') return;
      host = next.host;
    }
    if (!host)
      this.#note('', 'route', `the reply goes to ${this.#packet.destination.text} outside the cluster`, 'outside');
  }

  /** One host: hooks, translation back, route. */
  #pass(host: Host, via: 'wire' | 'pod' | 'process'): { kind: 'arrived' } | { kind: 'on'; host: Host | undefined } {
    const entry = this.#entries.findLast(
      (each) => each.node === host.name && sameAddresses(turned(each.translated), this.#packet),
    );
    const connection: Connection = entry ? { state: 'ESTABLISHED' } : { state: this.#packet.protocol === 'tcp' ? 'INVALID' : 'NEW', destinationDone: true, sourceDone: true }; // prettier-ignore
    const { topology } = this.#world;
    if (via !== 'process')
      this.#enter(
        via === 'pod'
          ? podInterface(topology, this.#packet.source)
          : (host.interfaceTowards?.(this.#packet.source) ?? 'eth0'),
        undefined,
      );
    else this.#enter(undefined, routeFrom(topology, host, this.#packet.destination).interface);
    if (!this.#hook(host, via === 'process' ? 'output' : 'prerouting', connection)) return { kind: 'arrived' };
    if (entry) this.#undo(host, entry, 'destination');
    const route = routeFrom(topology, host, this.#packet.destination);
    if (route.kind === 'local' && via !== 'process') {
      if (!this.#hook(host, 'input', connection)) return { kind: 'arrived' };
      if (entry) this.#undo(host, entry, 'source');
      return { kind: 'arrived' };
    }
    this.#enter(this.#packet.inInterface, route.interface);
    if (via !== 'process' && !this.#hook(host, 'forward', connection)) return { kind: 'arrived' };
    if (!this.#hook(host, 'postrouting', connection)) return { kind: 'arrived' };
    if (entry) this.#undo(host, entry, 'source');
    switch (route.kind) {
      case 'local':
        return { kind: 'arrived' };
      case 'pod':
        this.#note(
          host.name,
          'route',
          `to pod ${this.#packet.destination.text} by ${route.interface}`,
          `pod ${route.interface}`,
        );
        return { kind: 'arrived' };
      case 'host':
        this.#note(
          host.name,
          'route',
          `to ${route.host.name} by ${route.interface}`,
          `host ${route.host.name} ${route.interface}`,
        );
        return { kind: 'on', host: route.host };
      case 'outside':
        return { kind: 'on', host: undefined };
    }
  }

  /** The host through which a packet from outside reaches an address. */
  #hostTowards(destination: Address): Host | undefined {
    const { topology } = this.#world;
    const owner = topology.hostOf(destination);
    if (owner) return owner;
    // A pasted host is taken for the gateway of whatever it forwards to.
    const passed = this.#world.walkReplies ? this.#entries.at(-1)?.node : undefined;
    const node = topology.podAt(destination)?.node ?? this.#asker.node ?? passed;
    return node === undefined ? undefined : topology.hosts.get(node);
  }

  #hook(host: Host, hook: Hook, connection: Connection): boolean {
    const context = new Context(this.#world, host, hook, connection, this.#end.journey.memory, false);
    const outcomes = this.#world.walker(host.name, this.#packet.destination.family).walk(this.#packet, context);
    const way = outcomes.find((outcome) => outcome.verdict === 'accept' && outcome.probability > 0) ?? outcomes[0];
    if (!way) return true;
    this.#steps.push(...stepsOf(host.name, hook, 'reply', way.steps));
    if (way.verdict === 'accept') {
      this.#packet = way.packet;
      return true;
    }
    this.#lost = `the reply is ended by a rule of ${host.name} (${hook})`;
    return false;
  }

  #undo(host: Host, entry: ConntrackEntry, side: 'source' | 'destination'): void {
    const before = this.#packet;
    if (side === 'destination') {
      const { source, sourcePort } = entry.original;
      if (before.destination === source && before.destinationPort === sourcePort) return;
      this.#packet = { ...before, destination: source, destinationPort: sourcePort };
      this.#note(host.name, 'conntrack', `masquerade undone: destination ${text(before.destination, before.destinationPort)} becomes ${text(source, sourcePort)}`, 'masquerade undone'); // prettier-ignore
      return;
    }
    const { destination, destinationPort } = entry.original;
    if (before.source === destination && before.sourcePort === destinationPort) return;
    this.#packet = { ...before, source: destination, sourcePort: destinationPort };
    this.#note(host.name, 'conntrack', `DNAT undone: source ${text(before.source, before.sourcePort)} becomes ${text(destination, destinationPort)}`, 'DNAT undone'); // prettier-ignore
  }

  #enter(inInterface: string | undefined, outInterface: string | undefined): void {
    const { inInterface: _in, outInterface: _out, ...header } = this.#packet;
    this.#packet = {
      ...header,
      ...(inInterface === undefined ? {} : { inInterface }),
      ...(outInterface === undefined ? {} : { outInterface }),
    };
  }

  #note(node: string, layer: 'route' | 'conntrack', action: string, brief: string): void {
    if (this.#world.record) this.#steps.push({ node, phase: 'reply', layer, action, brief, packet: this.#packet });
  }
}

/** The packet that answers `packet`. */
function turned(packet: Packet): Packet {
  return {
    protocol: packet.protocol,
    source: packet.destination,
    sourcePort: packet.destinationPort,
    destination: packet.source,
    destinationPort: packet.sourcePort,
    mark: 0,
  };
}

function sameAddresses(a: Packet, b: Packet): boolean {
  return (
    a.source.text === b.source.text &&
    a.destination.text === b.destination.text &&
    a.sourcePort === b.sourcePort &&
    a.destinationPort === b.destinationPort
  );
}

function text(address: Address, port: number): string {
  return port === 0 ? address.text : hostPort(address.text, port);
}
