import type { Chain, Rule, SparseRules } from '../../netfilter/model.ts';
import type { PortRules } from './port.ts';

/** Below this many Service ports a chain is simply built. */
export const MANY_PORTS = 256;

/** Built rules are kept for this many addresses. */
const MOST_KEPT = 16_384;

/** A chain that all Services share, of which a packet meets a handful of rules: the others are counted, not built. */
export class SparseChain implements Chain {
  readonly name: string;
  readonly #chain: Chain;
  readonly #build: () => SparseRules;
  #sparse: SparseRules | undefined;

  constructor(
    chain: Chain,
    ports: readonly PortRules[],
    rules: (port: PortRules) => readonly Rule[],
    destinations: (port: PortRules) => readonly string[],
    last: readonly Rule[],
  ) {
    this.name = chain.name;
    this.#chain = chain;
    this.#build = () => sparseRules(ports, rules, destinations, last);
  }

  get rules(): readonly Rule[] {
    return this.#chain.rules;
  }

  get sparse(): SparseRules {
    return (this.#sparse ??= this.#build());
  }
}

function sparseRules(
  ports: readonly PortRules[],
  rules: (port: PortRules) => readonly Rule[],
  destinations: (port: PortRules) => readonly string[],
  last: readonly Rule[],
): SparseRules {
  const byDestination = new Map<string, number | number[]>();
  const starts = new Uint32Array(ports.length);
  let length = 0;
  for (const [at, port] of ports.entries()) {
    starts[at] = length;
    const named = destinations(port);
    length += named.length;
    for (const text of named) note(byDestination, text, at);
  }
  const kept = new Map<string, readonly { readonly position: number; readonly rule: Rule }[]>();
  const tail = last.map((rule, i) => ({ position: length + i + 1, rule }));
  return {
    length: length + last.length,
    rest: last,
    names: (text) => byDestination.has(text),
    about(text) {
      const known = kept.get(text);
      if (known) return known;
      const found = byDestination.get(text);
      if (found === undefined) return tail;
      const mine: { position: number; rule: Rule }[] = [];
      for (const at of typeof found === 'number' ? [found] : found) {
        const port = ports[at];
        if (!port) continue;
        const named = destinations(port);
        for (const [i, rule] of rules(port).entries())
          if (named[i] === text) mine.push({ position: (starts[at] ?? 0) + i + 1, rule });
      }
      const placed = [...mine, ...tail];
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(text, placed);
      return placed;
    },
  };
}

function note(byDestination: Map<string, number | number[]>, text: string, at: number): void {
  const known = byDestination.get(text);
  if (known === undefined) byDestination.set(text, at);
  else if (typeof known === 'number') {
    if (known !== at) byDestination.set(text, [known, at]);
  } else if (known.at(-1) !== at) known.push(at);
}
