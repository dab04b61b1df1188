import { testOf } from '../../nftables/compare.ts';
import {
  ABSENT,
  readerOf,
  UnknownField,
  type NftSurroundings,
  type NftValue,
  type Reading,
} from '../../nftables/evaluate.ts';
import { elementsLookup, setLookup } from '../../nftables/lookup.ts';
import type { NftData, NftExpression, NftRule, NftStatement, NftTable } from '../../nftables/model.ts';
import type { Address } from '../../net/address.ts';
import type { Packet } from '../../net/packet.ts';
import type { ChainFacts, Condition } from '../summary.ts';
import type { Visited } from './path.ts';

const facts = new WeakMap<Visited['chain'], ChainFacts>();

/** What the rules of a chain ask. */
export function factsOf({ chain, table }: Visited): ChainFacts {
  let known = facts.get(chain);
  if (!known) facts.set(chain, (known = readFacts(chain.rules, table)));
  return known;
}

function readFacts(rules: readonly NftRule[], table: NftTable): ChainFacts {
  const conditions: Condition[] = [];
  let [isPlain, asksLocal] = [true, false];
  for (const { statements } of rules) {
    for (const statement of statements) {
      const condition = conditionOf(statement, table);
      if (condition) {
        conditions.push(condition);
        // Behind it there are only packets that it holds for.
        break;
      }
      if (asksWhetherLocal(statement)) asksLocal = true;
      else if (!isPlainStatement(statement)) isPlain = false;
    }
  }
  return { isPlain, conditions, asksLocal };
}

/** The condition under which a rule goes on behind a statement that looks at the packet alone. */
function conditionOf(statement: NftStatement, table: NftTable): Condition | undefined {
  if (statement.kind === 'vmap') return lookupCondition(statement.key, statement.map, table);
  if (statement.kind !== 'match' || (statement.operator !== undefined && statement.operator !== '==')) return undefined;
  return lookupCondition(statement.left, statement.right, table);
}

function lookupCondition(key: NftExpression, data: NftData, table: NftTable): Condition | undefined {
  const parts = key.kind === 'concat' ? key.parts : [key];
  if (!parts.every((part) => part.kind === 'field' && OF_THE_PACKET.has(part.name))) return undefined;
  const isIn = membership(data, table);
  if (!isIn) return undefined;
  const readers = parts.map(readerOf);
  const set = data.kind === 'named' ? table.sets.get(data.name) : undefined;
  const [first, second] = readers;
  const begins = (packet: Packet): boolean => {
    if (!set?.mayBeginWith) return true;
    const part = first?.(packet, NOTHING_AROUND);
    const next = second?.(packet, NOTHING_AROUND);
    return !isAddress(part) || set.mayBeginWith(part.text, isAddress(next) ? next.text : undefined);
  };
  return (packet) => {
    if (!begins(packet)) return false;
    const values: NftValue[] = [];
    for (const reader of readers) {
      const value = reader(packet, NOTHING_AROUND);
      if (value === ABSENT) return false;
      if (value instanceof UnknownField) return true;
      values.push(value);
    }
    return isIn(values);
  };
}

const isAddress = (value: Reading | undefined): value is Address => typeof value === 'object' && 'text' in value;

/** How to find out whether values are among the data; undefined where that is not known, or may change. */
function membership(data: NftData, table: NftTable): ((values: readonly NftValue[]) => boolean) | undefined {
  if (data.kind === 'anonymous') return (values) => elementsLookup(data.elements).find(values) !== undefined;
  if (data.kind === 'value') {
    const test = testOf(data.text);
    return test && ((values) => test(values[0] ?? ''));
  }
  const set = table.sets.get(data.name);
  if (!set || set.flags?.some((flag) => flag === 'dynamic' || flag === 'timeout')) return undefined;
  return (values) => setLookup(set).find(values) !== undefined;
}

/** Fields of the packet that no rule of a hook changes before the packet's way through the hook is decided. */
const OF_THE_PACKET: ReadonlySet<string> = new Set([
  'ip saddr', 'ip daddr', 'ip6 saddr', 'ip6 daddr', 'meta l4proto', 'th sport', 'th dport', 'tcp sport', 'tcp dport', 'udp sport',
  'udp dport', 'sctp sport', 'sctp dport', 'iifname', 'oifname',
]); // prettier-ignore

/** Such fields are read without asking host or connection. */
const NOTHING_AROUND: NftSurroundings = { isLocal: () => false, ctState: '', ctStatus: [] };

function asksWhetherLocal(statement: NftStatement): boolean {
  if (statement.kind !== 'match' || statement.right.kind !== 'value' || statement.right.text !== 'local') return false;
  return statement.left.kind === 'field' && statement.left.name === 'fib daddr type';
}

/** Statements whose effect depends on mark and connection alone. */
function isPlainStatement(statement: NftStatement): boolean {
  switch (statement.kind) {
    case 'match':
      return isOfTheClass(statement.left) && statement.right.kind === 'value';
    case 'set-field':
      return isOfTheClass(statement.value) || statement.value.kind === 'value';
    case 'nat':
      return statement.type === 'masquerade' && statement.to === undefined;
    case 'verdict':
    case 'jump':
    case 'goto':
    case 'reject':
    case 'counter':
    case 'inert':
      return true;
    default:
      return false;
  }
}

function isOfTheClass(expression: NftExpression): boolean {
  if (expression.kind === 'binary') return isOfTheClass(expression.left);
  return expression.kind === 'field' && CLASS_FIELDS.has(expression.name);
}

const CLASS_FIELDS: ReadonlySet<string> = new Set(['meta mark', 'ct state', 'ct status']);
