import type { Chain, Counters, Rule, Ruleset, Table } from './model.ts';
import { printRule } from './print.ts';

/**
 * What the rules of one host and family have counted: by table, then by the rule's line (`-A CHAIN ...`) or, for packets that
 * reached a built-in chain's policy, by `:CHAIN`. Plain JSON, so that it can rest in a state file.
 */
export type CounterStore = Readonly<
  Record<string, Readonly<Record<string, readonly [packets: number, bytes: number]>>>
>;

/** One rule, or one policy, that a packet came by. */
export interface Hit {
  readonly table: string;
  /** `-A CHAIN ...` as printed, or `:CHAIN` for the policy. */
  readonly rule: string;
}

/** The store after one packet of `bytes` bytes came by all of `hits`. */
export function counted(store: CounterStore, hits: Iterable<Hit>, bytes: number): CounterStore {
  const tables = new Map(Object.entries(store).map(([table, rules]) => [table, new Map(Object.entries(rules))]));
  for (const { table, rule } of hits) {
    let rules = tables.get(table);
    if (!rules) tables.set(table, (rules = new Map()));
    const [packets, before] = rules.get(rule) ?? [0, 0];
    rules.set(rule, [packets + 1, before + bytes]);
  }
  return Object.fromEntries([...tables].map(([table, rules]) => [table, Object.fromEntries(rules)]));
}

/** The same rules with what they have counted. A rule that changed since starts again from zero, as after a restore. */
export function withCounters(ruleset: Ruleset, store: CounterStore): Ruleset {
  return { ...ruleset, tables: ruleset.tables.map((table) => countedTable(table, store)) };
}

function countedTable(table: Table, store: CounterStore): Table {
  const known = new Map(Object.entries(Object.hasOwn(store, table.name) ? (store[table.name] ?? {}) : {}));
  if (known.size === 0) return table;
  const read = (key: string): Counters | undefined => {
    const [packets, bytes] = known.get(key) ?? [];
    return packets === undefined || bytes === undefined ? undefined : { packets, bytes };
  };
  const chains = new Map<string, Chain>();
  for (const [name, chain] of table.chains) chains.set(name, new CountedChain(chain, read));
  return { ...table, chains };
}

class CountedChain implements Chain {
  readonly name: string;
  readonly policy?: 'ACCEPT' | 'DROP';
  readonly counters?: Counters;
  readonly #chain: Chain;
  readonly #read: (key: string) => Counters | undefined;

  constructor(chain: Chain, read: (key: string) => Counters | undefined) {
    this.name = chain.name;
    if (chain.policy) this.policy = chain.policy;
    const counters = read(`:${chain.name}`) ?? chain.counters;
    if (counters) this.counters = counters;
    this.#chain = chain;
    this.#read = read;
  }

  get rules(): readonly Rule[] {
    return this.#chain.rules.map((rule): Rule => {
      const counters = this.#read(printRule(this.name, rule));
      if (!counters) return rule;
      const { matches, target, origin } = rule;
      return { matches, ...(target ? { target } : {}), ...(origin ? { origin } : {}), counters };
    });
  }
}
