import { durationText, parseDuration } from '../../nftables/duration.ts';
import { keyText, testOf } from '../../nftables/compare.ts';
import { ABSENT, UnknownField, type NftValue } from '../../nftables/evaluate.ts';
import { elementsLookup, setLookup } from '../../nftables/lookup.ts';
import type { NftData, NftElement, NftExpression, NftRule, NftStatement, NftTable } from '../../nftables/model.ts';
import { expressionText } from '../../nftables/statement-text.ts';
import { matchOperation } from './match.ts';
import { drawsLots, drawWays } from './lots.ts';
import { natOperation } from './nat.ts';
import { MISSED, NEXT, type CompiledRule, type Operation, type Path, type Result } from './path.ts';
import { keyReader, setMemoryKey } from './read.ts';

const compiled = new WeakMap<NftRule, CompiledRule>();

/** The rule made ready to be asked about many packets; done once for each rule. */
export function compileRule(rule: NftRule): CompiledRule {
  let known = compiled.get(rule);
  if (!known) compiled.set(rule, (known = { rule, operations: rule.statements.map(operationOf) }));
  return known;
}

const PASS: Operation = () => NEXT;

function operationOf(statement: NftStatement): Operation {
  switch (statement.kind) {
    case 'match':
      return matchOperation(statement);
    case 'vmap':
      return vmapOperation(statement.key, statement.map);
    case 'verdict': {
      const result: Result = { kind: statement.verdict };
      return () => result;
    }
    case 'jump':
    case 'goto':
      return () => statement;
    case 'reject': {
      const result: Result = { kind: 'reject', detail: statement.with ?? '' };
      return () => result;
    }
    case 'set-field':
      return statement.field === 'meta mark' ? markOperation(statement.value) : PASS;
    case 'nat':
      return natOperation(statement);
    case 'set-update':
      return updateOperation(statement);
    case 'counter':
    case 'inert':
    // The first packet finds the bucket full; `over` asks for the opposite.
    case 'limit':
      return statement.kind === 'limit' && / rate over /.test(statement.text)
        ? () => ({ kind: 'miss', why: () => 'the rate is not exceeded' })
        : PASS;
    case 'unknown': {
      const { text } = statement;
      // A match that is not known only counts if the rest of the rule matches; a target always does.
      if (!text.startsWith('xt match')) return () => ({ kind: 'unknown', what: text });
      return (path) => {
        path.unknown ??= text;
        return NEXT;
      };
    }
  }
}

function vmapOperation(key: NftExpression, map: NftData): Operation {
  const take =
    (element: NftElement) =>
    (path: Path): Result => {
      path.element ??= element;
      return verdictOf(element.value ?? '');
    };
  if (drawsLots(key)) {
    const missed = (): Result => ({ kind: 'miss', why: () => 'the number drawn has no verdict' });
    return (path, context, table) => {
      const elements =
        map.kind === 'anonymous' ? map.elements : map.kind === 'named' ? table.sets.get(map.name)?.elements : undefined;
      if (!elements) return { kind: 'unknown', what: 'a map that is not there' };
      return { kind: 'ways', ways: drawWays(key, elements, path, context, take, missed) };
    };
  }
  const read = keyReader(key);
  return (path, context, table) => {
    const values = read(path, context);
    if (values === ABSENT) return { kind: 'miss', why: () => `${expressionText(key)}: the packet has none` };
    if (values instanceof UnknownField) return { kind: 'unknown', what: values.name };
    const element = findIn(map, table, values);
    if (element instanceof UnknownField) return { kind: 'unknown', what: element.name };
    if (element) return take(element)(path);
    if (!context.explain) return MISSED;
    return {
      kind: 'miss',
      why: () =>
        `no verdict for ${values.map(keyText).join(' . ')} in ${map.kind === 'named' ? `@${map.name}` : 'the map'}`,
    };
  };
}

function findIn(map: NftData, table: NftTable, values: readonly NftValue[]): NftElement | undefined | UnknownField {
  if (map.kind === 'anonymous') return elementsLookup(map.elements).find(values);
  if (map.kind === 'value') return testOf(map.text)?.(values[0] ?? '') ? { key: [] } : undefined;
  const set = table.sets.get(map.name);
  return set ? setLookup(set).find(values) : new UnknownField(`map @${map.name}`);
}

/** The verdict an element names: `goto chain`, `drop` ... */
function verdictOf(text: string): Result {
  const [word = '', chain] = text.split(' ');
  if ((word === 'jump' || word === 'goto') && chain !== undefined) return { kind: word, chain };
  if (word === 'accept' || word === 'drop' || word === 'return' || word === 'continue') return { kind: word };
  return { kind: 'unknown', what: `verdict ${text}` };
}

function markOperation(value: NftExpression): Operation {
  const read = keyReader(value);
  return (path, context) => {
    const values = read(path, context);
    const mark = Array.isArray(values) ? values[0] : undefined;
    if (typeof mark !== 'number') return { kind: 'unknown', what: `meta mark set ${expressionText(value)}` };
    path.packet = { ...path.packet, mark: mark >>> 0 };
    path.changed = true;
    if (context.record !== false) path.actions.push(`mark 0x${(mark >>> 0).toString(16)}`);
    return NEXT;
  };
}

function updateOperation(statement: Extract<NftStatement, { kind: 'set-update' }>): Operation {
  const read = keyReader(statement.key);
  const own = /(?:^| )timeout (\S+)/.exec(statement.options ?? '')?.[1];
  const ownSeconds = own === undefined ? undefined : parseDuration(own);
  return (path, context, table) => {
    const set = table.sets.get(statement.set);
    const values = read(path, context);
    if (values === ABSENT) return { kind: 'miss', why: () => `${expressionText(statement.key)}: the packet has none` };
    if (!set || values instanceof UnknownField)
      return { kind: 'unknown', what: `${statement.operation} @${statement.set}` };
    const key = setMemoryKey(context.node, table, set.name, values);
    const seconds = ownSeconds ?? set.timeout;
    const isKept = statement.operation === 'add' && Number(path.memory.get(key)) > context.now;
    const expires =
      statement.operation === 'delete'
        ? undefined
        : seconds === undefined
          ? Number.MAX_SAFE_INTEGER
          : context.now + seconds;
    path.changed = true;
    if (!isKept) path.memory = path.memory.with(key, expires);
    if (context.record !== false) {
      const what = values.map(keyText).join(' . ');
      const forHow = seconds === undefined ? '' : ` for ${durationText(seconds)}`;
      path.actions.push(statement.operation === 'delete' ? `forget ${what}` : `remember ${what}${forHow}`);
    }
    return NEXT;
  };
}
