import { keyText } from '../../nftables/compare.ts';
import { ABSENT, readerOf, UnknownField } from '../../nftables/evaluate.ts';
import type { NftElement, NftExpression } from '../../nftables/model.ts';
import type { HookContext } from '../hook.ts';
import type { Path, Way } from './path.ts';
import { surroundingsOf } from './read.ts';

export type Lots = Extract<NftExpression, { kind: 'numgen' | 'hash' }>;

export function drawsLots(expression: NftExpression): expression is Lots {
  return expression.kind === 'numgen' || expression.kind === 'hash';
}

/** A piece of the numbers that can be drawn, and what it leads to. */
interface Share {
  readonly from: number;
  readonly to: number;
  readonly element: NftElement;
}

/**
 * The ways in which a drawn number picks an element, each with its exact share; numbers without an element end in `missed`.
 * `numgen random` is uniform. `numgen inc` counts on: exact where the memory knows the counter, else every position is equally
 * likely. A hash of the packet with a seed that nobody knows: uniform over seeds, and the same again for the same input.
 */
export function drawWays(
  lots: Lots,
  elements: readonly NftElement[],
  path: Path,
  context: HookContext,
  apply: (element: NftElement) => Way['apply'],
  missed: Way['apply'],
): readonly Way[] {
  const { modulus } = lots;
  const offset = lots.kind === 'numgen' ? (lots.offset ?? 0) : 0;
  const shares = sharesOf(elements, offset, modulus);
  const key = memoryKey(lots, path, context);
  const remembered = key === undefined ? undefined : path.memory.get(key);
  if (key !== undefined && typeof remembered === 'number') {
    const share = shares.find(({ from, to }) => remembered >= from && remembered <= to);
    const next = lots.kind === 'numgen' ? (remembered + 1) % modulus : remembered;
    return [{ probability: 1, apply: (way) => settle(way, key, next, share ? apply(share.element) : missed) }];
  }
  let covered = 0;
  const ways = shares.map(({ from, to, element }): Way => {
    covered += to - from + 1;
    const next = lots.kind === 'numgen' ? (from + 1) % modulus : from;
    return {
      probability: (to - from + 1) / modulus,
      apply: (way) => settle(way, key, next, apply(element)),
    };
  });
  if (covered < modulus) ways.push({ probability: (modulus - covered) / modulus, apply: missed });
  return ways;
}

function settle(path: Path, key: string | undefined, next: number, apply: Way['apply']): ReturnType<Way['apply']> {
  if (key !== undefined) path.memory = path.memory.with(key, next);
  return apply(path);
}

/** Only what has a state is remembered. */
function memoryKey(lots: Lots, path: Path, context: HookContext): string | undefined {
  const place = `${context.node} ${path.tableName} ${path.chain.name} ${path.index}`;
  if (lots.kind === 'numgen') return lots.mode === 'inc' ? `nft-numgen ${place}` : undefined;
  if (!lots.of) return undefined;
  const parts = lots.of.kind === 'concat' ? lots.of.parts : [lots.of];
  const surroundings = surroundingsOf(path, context);
  const values = parts.map((part) => readerOf(part)(path.packet, surroundings));
  if (values.some((value) => value === ABSENT || value instanceof UnknownField)) return undefined;
  return `nft-hash ${place} ${values.map((value) => keyText(value as string)).join(' . ')}`;
}

/** Elements with the drawn numbers (from 0) that lead to them; keys may be ranges (`0-4`). */
function sharesOf(elements: readonly NftElement[], offset: number, modulus: number): Share[] {
  const shares: Share[] = [];
  for (const element of elements) {
    const range = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(element.key[0] ?? '');
    if (!range) continue;
    const from = Math.max(Number(range[1]) - offset, 0);
    const to = Math.min(Number(range[2] ?? range[1]) - offset, modulus - 1);
    if (from <= to) shares.push({ from, to, element });
  }
  return shares;
}
