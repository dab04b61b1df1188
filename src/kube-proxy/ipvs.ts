import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { compareAddresses, parseAddress, type Address, type Family } from '../net/address.ts';
import type { IpvsState, RealServer, VirtualServer } from '../ipvs/model.ts';
import type { Ruleset } from '../netfilter/model.ts';
import type { Origin } from '../net/origin.ts';
import { ipvsRuleset } from './ipvs/iptables.ts';
import { ipvsNodePortAddresses } from './ipvs/node-ports.ts';
import { IpvsPort } from './ipvs/port.ts';
import { IpvsPorts } from './ipvs/ports.ts';
import { SET_KINDS, type SetKind } from './ipvs/set-kinds.ts';
import { ipvsSets } from './ipvs/sets.ts';
import { nodeFacts } from './node-facts.ts';
import { servicePlans } from './service-plan.ts';

/** Everything of IPVS mode on one node, for one family. */
export interface IpvsProgram {
  readonly state: IpvsState;
  readonly iptables: Ruleset;
}

const programsOf = derived<Cluster, Map<string, IpvsProgram>>(() => new Map());

/**
 * Virtual servers, bound addresses, ipsets and iptables rules as kube-proxy's IPVS mode sets them up on a node. Parts are built when
 * they are first asked for. Throws StatusError 404 for an unknown node.
 */
export function ipvsProgram(cluster: Cluster, nodeName: string, family: Family): IpvsProgram {
  const known = programsOf(cluster);
  const key = `${family} ${nodeName}`;
  let program = known.get(key);
  if (!program) known.set(key, (program = buildProgram(cluster, nodeName, family)));
  return program;
}

/** Sets that 1.20 does not have yet. */
const LATER: ReadonlySet<SetKind> = new Set<SetKind>(['HEALTH-CHECK-NODE-PORT', 'IPVS-IPS']);

function buildProgram(cluster: Cluster, nodeName: string, family: Family): IpvsProgram {
  const facts = nodeFacts(cluster, nodeName);
  const addresses = ipvsNodePortAddresses(cluster, facts, family);
  const plans = servicePlans(cluster, nodeName, family);
  const ports = new IpvsPorts(plans.map((plan) => new IpvsPort(plan, facts, addresses)));
  const kinds = (Object.keys(SET_KINDS) as SetKind[]).filter((kind) => facts.layout !== '1.20' || !LATER.has(kind));
  const scheduler = cluster.config.proxy.ipvsScheduler || 'rr';
  let iptables: Ruleset | undefined;
  let references: ReadonlyMap<string, number> | undefined;
  const rules = (): Ruleset => (iptables ??= ipvsRuleset(facts, family, ports, sets));
  const sets = ipvsSets(kinds, family, ports, (name) => (references ??= countReferences(rules())).get(name) ?? 0);
  return {
    get iptables() {
      return rules();
    },
    state: new PlannedState(ports, [...sets.values()], scheduler),
  };
}

/** How many rules look into each set. */
function countReferences(ruleset: Ruleset): Map<string, number> {
  const counts = new Map<string, number>();
  for (const table of ruleset.tables) {
    for (const chain of table.chains.values()) {
      for (const { matches } of chain.rules) {
        for (const match of matches) {
          if (match.kind === 'set') counts.set(match.name, (counts.get(match.name) ?? 0) + 1);
        }
      }
    }
  }
  return counts;
}

/** Packets ask about the same addresses again and again. */
const MOST_REMEMBERED = 50_000;

class PlannedState implements IpvsState {
  readonly sets: IpvsState['sets'];
  readonly #ports: IpvsPorts;
  readonly #scheduler: string;
  #servers: ReadonlyMap<string, VirtualServer> | undefined;
  readonly #found = new Map<string, VirtualServer | undefined>();
  #bound: readonly Address[] | undefined;
  readonly #isBound = new Map<string, boolean>();

  constructor(ports: IpvsPorts, sets: IpvsState['sets'], scheduler: string) {
    this.#ports = ports;
    this.sets = sets;
    this.#scheduler = scheduler;
  }

  get virtualServers(): readonly VirtualServer[] {
    if (!this.#servers) {
      const servers = new Map<string, VirtualServer>();
      for (const port of this.#ports.all) {
        for (const server of serversOf(port, this.#scheduler)) {
          const key = `${server.protocol} ${server.address.text} ${server.port}`;
          if (!servers.has(key)) servers.set(key, server);
        }
      }
      this.#servers = servers;
    }
    return [...this.#servers.values()];
  }

  get boundAddresses(): readonly Address[] {
    if (!this.#bound) {
      const texts = new Set(this.#ports.all.flatMap((port) => port.members('IPVS-IPS')));
      this.#bound = [...texts].flatMap((text) => parseAddress(text) ?? []).sort(compareAddresses);
    }
    return this.#bound;
  }

  isBound(address: Address): boolean {
    const { text } = address;
    let isBound = this.#isBound.get(text);
    if (isBound === undefined) {
      isBound = this.#ports.at(text).some((port) => port.members('IPVS-IPS').includes(text));
      if (this.#isBound.size >= MOST_REMEMBERED) this.#isBound.clear();
      this.#isBound.set(text, isBound);
    }
    return isBound;
  }

  find(protocol: VirtualServer['protocol'], address: Address, port: number): VirtualServer | undefined {
    const key = `${address.text},${protocol}:${port}`;
    if (!this.#found.has(key)) this.#found.set(key, this.#search(protocol, address, port));
    return this.#found.get(key);
  }

  #search(protocol: VirtualServer['protocol'], address: Address, port: number): VirtualServer | undefined {
    const fits = (one: VirtualServer): boolean =>
      one.port === port && one.protocol === protocol && one.address.text === address.text;
    for (const place of [address.text, String(port)]) {
      for (const owner of this.#ports.at(place)) {
        const found = serversOf(owner, this.#scheduler).find(fits);
        if (found) return found;
      }
    }
    return undefined;
  }
}

function serversOf(port: IpvsPort, scheduler: string): PlannedServer[] {
  return [...port.entries()].flatMap((entry) => {
    const address = parseAddress(entry.ip);
    return address ? [new PlannedServer(port, address, entry, scheduler)] : [];
  });
}

type Entry = Pick<
  ReturnType<IpvsPort['entries']> extends Iterable<infer E> ? E : never,
  'port' | 'field' | 'isExternal'
>;

class PlannedServer implements VirtualServer {
  readonly protocol: VirtualServer['protocol'];
  readonly address: Address;
  readonly port: number;
  readonly scheduler: string;
  readonly persistentSeconds?: number;
  readonly flags?: readonly string[];
  readonly #port: IpvsPort;
  readonly #entry: Entry;
  #servers: readonly RealServer[] | undefined;

  constructor(port: IpvsPort, address: Address, entry: Entry, scheduler: string) {
    const { plan } = port;
    this.protocol = plan.protocol;
    this.address = address;
    this.port = entry.port;
    this.scheduler = scheduler;
    if (plan.affinitySeconds > 0) this.persistentSeconds = plan.affinitySeconds;
    // kube-proxy lets mh hash the client's port too.
    if (scheduler === 'mh') this.flags = ['mh-port'];
    this.#port = port;
    this.#entry = entry;
  }

  get realServers(): readonly RealServer[] {
    return (this.#servers ??= this.#port.endpoints(this.#entry.isExternal).flatMap((endpoint): RealServer[] => {
      const address = parseAddress(endpoint.ip);
      if (!address) return [];
      return [
        { address, port: endpoint.port, forward: 'Masq', weight: 1, activeConnections: 0, inactiveConnections: 0 },
      ];
    }));
  }

  get origin(): Origin {
    return this.#port.plan.origin(this.#entry.field);
  }
}
