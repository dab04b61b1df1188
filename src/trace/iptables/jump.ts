import type { Chain, Table, Target } from '../../netfilter/model.ts';

const jumps = new WeakMap<Table, Map<string, Chain>>();

/** The chain a jump leads to: looked up once for each table and name. */
export function chainOf(table: Table, target: Extract<Target, { kind: 'jump' | 'goto' }>): Chain | undefined {
  let known = jumps.get(table);
  if (!known) jumps.set(table, (known = new Map()));
  const found = known.get(target.chain);
  if (found) return found;
  const chain = table.chains.get(target.chain);
  if (chain) known.set(target.chain, chain);
  return chain;
}
