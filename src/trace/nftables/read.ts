import { keyText } from '../../nftables/compare.ts';
import {
  ABSENT,
  readerOf,
  UnknownField,
  type NftSurroundings,
  type NftValue,
  type Reader,
} from '../../nftables/evaluate.ts';
import type { Address } from '../../net/address.ts';
import type { NftExpression, NftTable } from '../../nftables/model.ts';
import type { HookContext } from '../hook.ts';
import type { Path } from './path.ts';

/** Reads an expression, or all parts of a concatenation: the values, or why there are none. */
export type KeyReader = (path: Path, context: HookContext) => readonly NftValue[] | typeof ABSENT | UnknownField;

export function keyReader(expression: NftExpression): KeyReader {
  const readers: readonly Reader[] =
    expression.kind === 'concat' ? expression.parts.map(readerOf) : [readerOf(expression)];
  const [only] = readers;
  if (readers.length === 1 && only) {
    return (path, context) => {
      const value = only(path.packet, surroundingsOf(path, context));
      return value === ABSENT || value instanceof UnknownField ? value : [value];
    };
  }
  return (path, context) => {
    const surroundings = surroundingsOf(path, context);
    const values: NftValue[] = [];
    for (const reader of readers) {
      const value = reader(path.packet, surroundings);
      if (value === ABSENT || value instanceof UnknownField) return value;
      values.push(value);
    }
    return values;
  };
}

/** What rules see of connection and host. `ct status` tells what was translated so far. */
export function surroundingsOf(path: Path, context: HookContext): NftSurroundings {
  const { connection, surroundings } = path;
  if (surroundings?.of === connection) return surroundings;
  const { state, dnat, snat } = connection;
  const seen = {
    of: connection,
    isLocal: (address: Address) => context.isLocal(address),
    ctState: STATES[state],
    ctStatus: dnat ? (snat ? BOTH : ONLY_DNAT) : snat ? ONLY_SNAT : NEITHER,
  } satisfies NonNullable<Path['surroundings']>;
  path.surroundings = seen;
  return seen;
}

const STATES = {
  NEW: 'new',
  ESTABLISHED: 'established',
  RELATED: 'related',
  INVALID: 'invalid',
  UNTRACKED: 'untracked',
};
const BOTH = ['dnat', 'snat'];
const ONLY_DNAT = ['dnat'];
const ONLY_SNAT = ['snat'];
const NEITHER: readonly string[] = [];

/** The key in a walk's memory of one element that rules put into a set: its value is the second (since the epoch) at which it expires. */
export function setMemoryKey(node: string, table: NftTable, set: string, values: readonly NftValue[]): string {
  return `nft-set ${node} ${table.family} ${table.name} ${set} ${values.map(keyText).join(' . ')}`;
}
