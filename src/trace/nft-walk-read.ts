import { keyText } from '../nftables/compare.ts';
import {
  ABSENT,
  readerOf,
  UnknownField,
  type NftSurroundings,
  type NftValue,
  type Reader,
} from '../nftables/evaluate.ts';
import type { NftExpression, NftTable } from '../nftables/model.ts';
import type { HookContext } from './hook.ts';
import type { Path } from './nft-walk-path.ts';

/** Reads an expression, or all parts of a concatenation: the values, or why there are none. */
export type KeyReader = (path: Path, context: HookContext) => readonly NftValue[] | typeof ABSENT | UnknownField;

export function keyReader(expression: NftExpression): KeyReader {
  const readers: readonly Reader[] =
    expression.kind === 'concat' ? expression.parts.map(readerOf) : [readerOf(expression)];
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
  const { state, dnat, snat } = path.connection;
  return {
    isLocal: (address) => context.isLocal(address),
    ctState: state.toLowerCase(),
    ctStatus: dnat ? (snat ? BOTH : ONLY_DNAT) : snat ? ONLY_SNAT : NEITHER,
  };
}

const BOTH = ['dnat', 'snat'];
const ONLY_DNAT = ['dnat'];
const ONLY_SNAT = ['snat'];
const NEITHER: readonly string[] = [];

/** The key in a walk's memory of one element that rules put into a set: its value is the second (since the epoch) at which it expires. */
export function setMemoryKey(node: string, table: NftTable, set: string, values: readonly NftValue[]): string {
  return `nft-set ${node} ${table.family} ${table.name} ${set} ${values.map(keyText).join(' . ')}`;
}
