import type { Chain, Rule } from '../../netfilter/model.ts';

/** How many chains keep their rules: those that packets met last. */
const KEPT = 16_384;
const recent: BuiltChain[] = [];
let oldest = 0;

/**
 * A chain whose rules are built when somebody looks. It keeps them from the second look on, until many others were looked
 * at: a listing looks once at each of 60,000 chains, packets look at the same few again and again.
 */
export class BuiltChain implements Chain {
  readonly name: string;
  readonly policy?: 'ACCEPT';
  readonly #build: () => readonly Rule[];
  #seen = false;
  #rules: readonly Rule[] | undefined;

  constructor(name: string, build: () => readonly Rule[], policy?: 'ACCEPT') {
    this.name = name;
    this.#build = build;
    if (policy) this.policy = policy;
  }

  get rules(): readonly Rule[] {
    if (this.#rules) return this.#rules;
    const rules = this.#build();
    if (this.#seen) this.#keep(rules);
    this.#seen = true;
    return rules;
  }

  #keep(rules: readonly Rule[]): void {
    const evicted = recent[oldest];
    if (evicted) evicted.#rules = undefined;
    recent[oldest] = this;
    oldest = (oldest + 1) % KEPT;
    this.#rules = rules;
  }
}

/** A chain that every packet meets: built once and kept. */
export function keptChain(name: string, build: () => readonly Rule[], policy?: 'ACCEPT'): Chain {
  let rules: readonly Rule[] | undefined;
  return new BuiltChain(name, () => (rules ??= build()), policy);
}

/** What a table is made of beside its built-in chains. */
export interface ChainSource {
  /** A user chain that can be had without listing all; undefined: not known here, which does not mean that there is none. */
  find(name: string): Chain | undefined;
  /** All user chains, in any order. */
  all(): Iterable<Chain>;
}

/**
 * The chains of one table in print order: built-in ones as given, then user chains alphabetically. Looking one up by name does
 * not list the others: a packet's way through 10,000 Services touches a handful.
 */
export class TableChains implements ReadonlyMap<string, Chain> {
  readonly #builtIn: ReadonlyMap<string, Chain>;
  readonly #source: ChainSource;
  #all: ReadonlyMap<string, Chain> | undefined;

  constructor(builtIn: readonly Chain[], source: ChainSource) {
    this.#builtIn = new Map(builtIn.map((chain) => [chain.name, chain]));
    this.#source = source;
  }

  get(name: string): Chain | undefined {
    return this.#all?.get(name) ?? this.#builtIn.get(name) ?? this.#source.find(name) ?? this.#listed().get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  get size(): number {
    return this.#listed().size;
  }

  keys(): MapIterator<string> {
    return this.#listed().keys();
  }

  values(): MapIterator<Chain> {
    return this.#listed().values();
  }

  entries(): MapIterator<[string, Chain]> {
    return this.#listed().entries();
  }

  [Symbol.iterator](): MapIterator<[string, Chain]> {
    return this.entries();
  }

  forEach(visit: (chain: Chain, name: string, map: ReadonlyMap<string, Chain>) => void): void {
    for (const [name, chain] of this.#listed()) visit(chain, name, this);
  }

  #listed(): ReadonlyMap<string, Chain> {
    if (!this.#all) {
      const user = new Map<string, Chain>();
      for (const chain of this.#source.all()) user.set(chain.name, chain);
      const all = new Map(this.#builtIn);
      for (const name of [...user.keys()].sort()) all.set(name, user.get(name) as Chain);
      this.#all = all;
    }
    return this.#all;
  }
}
