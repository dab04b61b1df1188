import { keyText, testOf, type Test } from '../../nftables/compare.ts';
import { ABSENT, parseNumber, UnknownField, type NftValue } from '../../nftables/evaluate.ts';
import { elementsLookup, setLookup } from '../../nftables/lookup.ts';
import type { NftExpression, NftStatement, NftTable } from '../../nftables/model.ts';
import { expressionText } from '../../nftables/statement-text.ts';
import type { HookContext } from '../hook.ts';
import { drawsLots } from './lots.ts';
import { MISSED, NEXT, type Operation, type Path, type Result } from './path.ts';
import { keyReader, setMemoryKey } from './read.ts';

type Match = Extract<NftStatement, { kind: 'match' }>;
type Compare = (
  values: readonly NftValue[],
  path: Path,
  context: HookContext,
  table: NftTable,
) => boolean | UnknownField;

/** A condition: the rule goes on, or misses, or is not known to do either. */
export function matchOperation(statement: Match): Operation {
  const chance = chanceOf(statement);
  if (chance !== undefined) return chanceOperation(chance, statement);
  const read = keyReader(statement.left);
  const compare = comparisonOf(statement);
  const left = expressionText(statement.left);
  const wanted = statement.operator !== '!=';
  return (path, context, table) => {
    const values = read(path, context);
    if (values === ABSENT) return { kind: 'miss', why: () => `the packet has no ${left}` };
    const fits = values instanceof UnknownField ? values : compare(values, path, context, table);
    if (fits instanceof UnknownField) {
      path.unknown ??= fits.name;
      return NEXT;
    }
    if (fits === wanted) return NEXT;
    if (!context.explain) return MISSED;
    return {
      kind: 'miss',
      why: () => `${left} is ${values instanceof UnknownField ? '' : values.map(keyText).join(' . ')}`,
    };
  };
}

function comparisonOf({ left, operator, right }: Match): Compare {
  if (right.kind === 'anonymous') {
    const lookup = elementsLookup(right.elements);
    return (values) => lookup.find(values) !== undefined;
  }
  if (right.kind === 'named') return setComparison(right.name);
  if (operator !== undefined && operator !== '!=' && operator !== '==') return orderComparison(operator, right.text);
  const test = testOf(right.text);
  if (!test) {
    const unknown = new UnknownField(`${expressionText(left)} ${right.text}`);
    return () => unknown;
  }
  return (values) => test(values[0] ?? '');
}

/** Membership: listed elements, and those that rules put in and that have not expired. */
function setComparison(name: string): Compare {
  const unknown = new UnknownField(`set @${name}`);
  return (values, path, context, table) => {
    const set = table.sets.get(name);
    if (!set) return unknown;
    const remembered = set.flags?.some((flag) => flag === 'dynamic' || flag === 'timeout')
      ? path.memory.get(setMemoryKey(context.node, table, name, values))
      : undefined;
    if (typeof remembered === 'number' && remembered > context.now) return true;
    return setLookup(set).find(values) !== undefined;
  };
}

function orderComparison(operator: '<' | '>' | '<=' | '>=', text: string): Compare {
  const right = parseNumber(text);
  const unknown = new UnknownField(`${operator} ${text}`);
  return ([value]) => {
    if (typeof value !== 'number' || right === undefined) return unknown;
    return ordered(value, operator, right);
  };
}

function ordered(value: number, operator: '<' | '>' | '<=' | '>=', right: number): boolean {
  if (operator === '<') return value < right;
  if (operator === '>') return value > right;
  return operator === '<=' ? value <= right : value >= right;
}

const MOST_NUMBERS = 65_536;

/** The exact chance of a condition that draws lots: `numgen random mod 4 < 2`, and xt_statistic as iptables-nft translates it. */
function chanceOf({ left, operator, right }: Match): number | undefined {
  if (right.kind !== 'value') return undefined;
  if (left.kind === 'binary' && isRandom(left.left) && left.operator === '&') {
    const [mask, bound] = [parseNumber(left.right), parseNumber(right.text)];
    if (mask === undefined || bound === undefined || operator !== '<' || (mask & (mask + 1)) !== 0) return undefined;
    return Math.min(1, bound / (mask + 1));
  }
  if (!drawsLots(left) || left.modulus > MOST_NUMBERS) return undefined;
  const test = numberTest(operator, right.text);
  if (!test) return undefined;
  const offset = left.kind === 'numgen' ? (left.offset ?? 0) : 0;
  let fits = 0;
  for (let drawn = 0; drawn < left.modulus; drawn++) if (test(drawn + offset)) fits++;
  return fits / left.modulus;
}

const isRandom = (expression: NftExpression): boolean =>
  expression.kind === 'field' && expression.name === 'meta random';

function numberTest(operator: Match['operator'], text: string): Test | undefined {
  if (operator === undefined || operator === '==') return testOf(text);
  const right = parseNumber(text);
  if (right === undefined) return undefined;
  if (operator === '!=') return (value) => value !== right;
  return (value) => ordered(Number(value), operator, right);
}

function chanceOperation(chance: number, statement: Match): Operation {
  const miss: Result = { kind: 'miss', why: () => `the lot drawn is not ${expressionText(statement.left)}` };
  const ways = [
    { probability: chance, apply: (): Result => NEXT },
    { probability: 1 - chance, apply: (): Result => miss },
  ].filter(({ probability }) => probability > 0);
  return () => ({ kind: 'ways', ways });
}
