import type { Family } from '../../net/address.ts';
import type { Chain, Match, Rule, Table } from '../../netfilter/model.ts';
import { TableChains } from '../iptables/chains.ts';
import { comment } from '../iptables/parts.ts';
import { SET_KINDS, setName, type SetKind } from './set-kinds.ts';
import type { PlannedIpSet } from './sets.ts';

export type Sets = ReadonlyMap<SetKind, PlannedIpSet>;
export type Direction = 'src' | 'dst';

/** Rules that look into a set. Those marked `ifAny` are only written while the set has entries. */
export class SetRules {
  readonly #family: Family;
  readonly #sets: Sets;

  constructor(family: Family, sets: Sets) {
    this.#family = family;
    this.#sets = sets;
  }

  /** `-m set --match-set NAME dst,dst` */
  match(kind: SetKind, ...directions: readonly Direction[]): Match {
    return { kind: 'set', name: setName(kind, this.#family), directions };
  }

  /** The same behind the set's comment. */
  commented(kind: SetKind, ...directions: readonly Direction[]): Match[] {
    return [comment(SET_KINDS[kind].comment), this.match(kind, ...directions)];
  }

  ifAny(kind: SetKind, ...rules: readonly Rule[]): readonly Rule[] {
    return (this.#sets.get(kind)?.isEmpty ?? true) ? [] : rules;
  }
}

/** A table with these built-in and own chains. */
export function plainTable(name: Table['name'], builtIn: readonly Chain[], own: readonly Chain[]): Table {
  const byName = new Map(own.map((chain) => [chain.name, chain]));
  return { name, chains: new TableChains(builtIn, { find: (chain) => byName.get(chain), all: () => own }) };
}
