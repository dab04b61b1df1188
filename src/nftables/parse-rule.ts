import type { NftExpression, NftNatTarget, NftRule, NftStatement } from './model.ts';
import { parseData, parseExpression, parseOperators } from './parse-expression.ts';
import { ruleText } from './statement-text.ts';
import { Tokens } from './tokens.ts';

/** One listed rule line (without indentation) as statements. Never fails: what is not understood becomes `unknown` statements. */
export function parseRule(line: string): NftRule {
  const text = line.replace(/ # handle \d+$/, '');
  const tokens = new Tokens(text);
  const statements: NftStatement[] = [];
  let comment: string | undefined;
  while (!tokens.done) {
    if (tokens.peek() === 'comment' && tokens.position === tokens.words.length - 2) {
      comment = (tokens.peek(1) ?? '').replace(/^"|"$/g, '');
      break;
    }
    statements.push(parseStatement(tokens) ?? parseUnknown(tokens));
  }
  const rule: NftRule = { statements, ...(comment !== undefined && { comment }) };
  return ruleText(rule) === text ? rule : { ...rule, verbatim: text };
}

const VERDICTS: ReadonlySet<string> = new Set(['accept', 'drop', 'return', 'continue']);
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '>', '<=', '>=']);
/** Words at which understanding can begin again behind something unknown. */
const RESUME: ReadonlySet<string> = new Set([
  'accept', 'drop', 'return', 'continue', 'jump', 'goto', 'counter', 'reject', 'masquerade', 'dnat', 'snat', 'redirect', 'xt', 'log', 'comment',
]); // prettier-ignore

function parseStatement(tokens: Tokens): NftStatement | undefined {
  const start = tokens.position;
  const word = tokens.peek() ?? '';
  const statement = VERDICTS.has(word) ? parseVerdict(tokens) : (parseNamed(tokens, word) ?? parseCondition(tokens));
  if (!statement) tokens.position = start;
  return statement;
}

function parseVerdict(tokens: Tokens): NftStatement {
  return { kind: 'verdict', verdict: tokens.next() as 'accept' };
}

function parseNamed(tokens: Tokens, word: string): NftStatement | undefined {
  switch (word) {
    case 'jump':
    case 'goto': {
      const chain = tokens.peek(1);
      if (chain === undefined) return undefined;
      tokens.position += 2;
      return { kind: word, chain };
    }
    case 'counter':
      return parseCounter(tokens);
    case 'reject':
      return parseReject(tokens);
    case 'masquerade':
    case 'dnat':
    case 'snat':
    case 'redirect':
      return parseNat(tokens, word);
    case 'add':
    case 'update':
    case 'delete':
      return parseUpdate(tokens, word);
    case 'limit':
      return { kind: 'limit', text: takeLimit(tokens) };
    case 'log':
      return { kind: 'inert', text: takeLog(tokens) };
    case 'notrack':
      return undefined;
    default:
      return undefined;
  }
}

function parseCounter(tokens: Tokens): NftStatement | undefined {
  const [packets, bytes] = [Number(tokens.peek(2)), Number(tokens.peek(4))];
  if (tokens.peek(1) === 'name' && tokens.peek(2) !== undefined) {
    const text = `counter name ${tokens.peek(2) ?? ''}`;
    tokens.position += 3;
    return { kind: 'inert', text };
  }
  if (tokens.peek(1) !== 'packets' || tokens.peek(3) !== 'bytes' || !Number.isSafeInteger(packets + bytes))
    return undefined;
  tokens.position += 5;
  return { kind: 'counter', packets, bytes };
}

function parseReject(tokens: Tokens): NftStatement | undefined {
  tokens.position++;
  if (!tokens.take('with')) return { kind: 'reject' };
  const words = [tokens.next(), tokens.next()];
  if (words[1] === 'type') words[1] = tokens.next();
  return { kind: 'reject', with: words.filter((word) => word !== undefined).join(' ') };
}

function parseNat(tokens: Tokens, type: 'masquerade' | 'dnat' | 'snat' | 'redirect'): NftStatement | undefined {
  tokens.position++;
  let family: 'ip' | 'ip6' | undefined;
  for (const candidate of ['ip', 'ip6'] as const) {
    if (tokens.take(candidate, 'addr', '.', 'port', 'to') || tokens.take(candidate, 'to')) {
      family = candidate;
      tokens.position--;
    }
  }
  let to: NftNatTarget | undefined;
  if (tokens.take('to')) {
    to = parseNatTarget(tokens);
    if (!to) return undefined;
  } else if (type === 'dnat' || type === 'snat') return undefined;
  const flags: string[] = [];
  while (/^(random|fully-random|persistent)(,(random|fully-random|persistent))*$/.test(tokens.peek() ?? '')) {
    flags.push(...(tokens.next() ?? '').split(','));
  }
  return { kind: 'nat', type, ...(family && { family }), ...(to && { to }), ...(flags.length > 0 && { flags }) };
}

function parseNatTarget(tokens: Tokens): NftNatTarget | undefined {
  const key = parseExpression(tokens);
  if (!key) {
    const text = tokens.next();
    return text === undefined ? undefined : { kind: 'value', text };
  }
  if (!tokens.take('map')) return undefined;
  const map = parseData(tokens);
  return map && { kind: 'map', key, map };
}

function parseUpdate(tokens: Tokens, operation: 'add' | 'update' | 'delete'): NftStatement | undefined {
  const set = tokens.peek(1);
  if (!set?.startsWith('@') || tokens.peek(2) !== '{') return undefined;
  tokens.position += 3;
  const key = parseExpression(tokens);
  const close = tokens.words.indexOf('}', tokens.position);
  if (!key || close < 0) return undefined;
  const options = tokens.words.slice(tokens.position, close);
  if (options.includes(':')) return undefined;
  tokens.position = close + 1;
  return {
    kind: 'set-update',
    operation,
    set: set.slice(1),
    key,
    ...(options.length > 0 && { options: options.join(' ') }),
  };
}

function takeLimit(tokens: Tokens): string {
  const words = [tokens.next(), tokens.next()];
  if (words[1] === 'rate') {
    if (tokens.peek() === 'over') words.push(tokens.next());
    words.push(tokens.next());
    if (/^[kmg]?bytes\//.test(tokens.peek() ?? '')) words.push(tokens.next());
    if (tokens.peek() === 'burst') words.push(tokens.next(), tokens.next(), tokens.next());
  } else words.push(tokens.next());
  return words.filter((word) => word !== undefined).join(' ');
}

function takeLog(tokens: Tokens): string {
  const words = [tokens.next()];
  while (/^(prefix|level|group|snaplen|queue-threshold|flags)$/.test(tokens.peek() ?? '')) {
    words.push(tokens.next(), tokens.next());
    if (words.at(-2) === 'flags' && /^(tcp|ip)$/.test(words.at(-1) ?? '')) words.push(tokens.next());
  }
  return words.filter((word) => word !== undefined).join(' ');
}

function parseCondition(tokens: Tokens): NftStatement | undefined {
  const left = parseExpression(tokens);
  if (!left) return undefined;
  if (tokens.take('set')) return parseAssignment(tokens, left);
  if (tokens.take('vmap')) {
    const map = parseData(tokens);
    return map && { kind: 'vmap', key: left, map };
  }
  const operator = COMPARISONS.has(tokens.peek() ?? '') ? (tokens.next() as '==') : undefined;
  const right = parseData(tokens);
  return right && { kind: 'match', left, ...(operator && { operator }), right };
}

function parseAssignment(tokens: Tokens, field: NftExpression): NftStatement | undefined {
  if (field.kind !== 'field') return undefined;
  let value: NftExpression | undefined = parseExpression(tokens);
  if (!value) {
    const text = tokens.next();
    if (text === undefined) return undefined;
    value = parseOperators(tokens, { kind: 'value', text });
  }
  if (tokens.peek() === 'map') return undefined;
  if (field.name === 'meta nftrace')
    return { kind: 'inert', text: `meta nftrace set ${value.kind === 'value' ? value.text : ''}` };
  return { kind: 'set-field', field: field.name, value };
}

/** Everything up to the next word that can only begin another statement, kept verbatim. */
function parseUnknown(tokens: Tokens): NftStatement {
  const words = [tokens.next() ?? ''];
  while (!tokens.done && !RESUME.has(tokens.peek() ?? '')) words.push(tokens.next() ?? '');
  if (words[0] === 'xt' && words.length === 1) words.push(tokens.next() ?? '');
  return { kind: 'unknown', text: words.join(' ') };
}
