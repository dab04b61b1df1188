import type { Chain, Rule, Table } from '../../netfilter/model.ts';
import { keptChain, TableChains, type ChainSource } from './chains.ts';
import type { PortRules } from './port.ts';
import { MANY_PORTS, SparseChain } from './sparse.ts';

/** What a layout contributes to the tables filter and nat. */
export interface LayoutRules {
  readonly filterBuiltIn: readonly Chain[];
  readonly natBuiltIn: readonly Chain[];
  /** User chains that hold no rule of a Service. */
  readonly filterFixed: readonly Chain[];
  readonly natFixed: readonly Chain[];
  /** User chains that all Services share: name to the rules of one Service port, and the rules that follow them all. */
  readonly filterShared: SharedChains;
  readonly natShared: SharedChains;
  /** A Service port's own chains in nat, without those of its endpoints; and those. */
  serviceChains(port: PortRules): readonly Chain[];
  endpointChains(port: PortRules): readonly Chain[];
}

export type SharedChains = Readonly<
  Record<
    string,
    {
      readonly rules: (port: PortRules) => readonly Rule[];
      readonly last?: readonly Rule[];
      /** How many rules a port has and which destination each names: such a chain is walked without building the others. */
      readonly destinations?: (port: PortRules) => readonly string[];
    }
  >
>;

export function filterTable(layout: LayoutRules, ports: readonly PortRules[]): Table {
  const chains = [...layout.filterFixed, ...shared(layout.filterShared, ports)];
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const source = { find: (name: string) => byName.get(name), all: () => chains };
  return { name: 'filter', chains: new TableChains(layout.filterBuiltIn, source) };
}

export function natTable(layout: LayoutRules, ports: readonly PortRules[]): Table {
  return { name: 'nat', chains: new TableChains(layout.natBuiltIn, new NatSource(layout, ports)) };
}

function shared(chains: SharedChains, ports: readonly PortRules[]): Chain[] {
  return Object.entries(chains).map(([name, { rules, last = [], destinations }]) => {
    const chain = keptChain(name, () => {
      const all: Rule[] = [];
      for (const port of ports) all.push(...rules(port));
      return [...all, ...last];
    });
    if (!destinations || ports.length < MANY_PORTS) return chain;
    return new SparseChain(chain, ports, rules, destinations, last);
  });
}

/** Finds a Service port's chains by their hash without naming the endpoints of every other Service. */
class NatSource implements ChainSource {
  readonly #layout: LayoutRules;
  readonly #ports: readonly PortRules[];
  readonly #common: ReadonlyMap<string, Chain>;
  readonly #own = new Map<PortRules, Map<string, Chain>>();
  #byHash: Map<string, PortRules> | undefined;
  /** The Service chains looked at so far: a packet that looks for an endpoint chain comes from one of them. */
  readonly #visited: PortRules[] = [];

  constructor(layout: LayoutRules, ports: readonly PortRules[]) {
    this.#layout = layout;
    this.#ports = ports;
    const common = [...layout.natFixed, ...shared(layout.natShared, ports)];
    this.#common = new Map(common.map((chain) => [chain.name, chain]));
  }

  find(name: string): Chain | undefined {
    const common = this.#common.get(name);
    if (common) return common;
    const port = this.#portByHash(name);
    if (port) {
      if (this.#visited.at(-1) !== port) this.#visited.push(port);
      return this.#chainsOf(port).get(name);
    }
    // The last one first: an endpoint chain is asked for right behind its Service's chain.
    for (let at = this.#visited.length - 1; at >= 0; at--) {
      const visited = this.#visited[at];
      const chain = visited && this.#chainsOf(visited).get(name);
      if (chain) return chain;
    }
    return undefined;
  }

  *all(): Iterable<Chain> {
    yield* this.#common.values();
    for (const port of this.#ports) {
      yield* this.#layout.serviceChains(port);
      yield* this.#layout.endpointChains(port);
    }
  }

  #portByHash(name: string): PortRules | undefined {
    if (name.startsWith('KUBE-SEP-')) return undefined;
    const hash = name.slice(name.lastIndexOf('-') + 1);
    const named = this.#ports[0]?.setting.named.get(hash);
    if (named) return named;
    this.#byHash ??= new Map(this.#ports.map((port) => [port.hash, port]));
    return this.#byHash.get(hash);
  }

  #chainsOf(port: PortRules): Map<string, Chain> {
    let own = this.#own.get(port);
    if (!own) {
      const chains = [...this.#layout.serviceChains(port), ...this.#layout.endpointChains(port)];
      this.#own.set(port, (own = new Map(chains.map((chain) => [chain.name, chain]))));
    }
    return own;
  }
}
