import { fieldErrorText, invalid } from '../../api/field-error.ts';
import type { LabelSelector } from '../../api/meta.ts';
import { labelKeyMessages, labelValueMessages } from '../../api/names.ts';
import { badRequestError } from '../refusals.ts';
import { labelTokens, type Token, type TokenKind } from './label-lexer.ts';

export type LabelOperator = 'exists' | '!' | 'in' | 'notin' | '=' | '==' | '!=' | '>' | '<';

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted, without repetitions. */
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>> | undefined;

/** The requirements of a `-l` selector, all of which must hold. Throws StatusError (400) in the API server's words. */
export function parseLabelSelector(text: string): LabelRequirement[] {
  return new Parser(labelTokens(text)).selector();
}

/** The requirements of a metav1.LabelSelector; undefined (nothing selected) for a missing one, [] (everything) for an empty one. */
export function requirementsOf(selector: LabelSelector | undefined): LabelRequirement[] | undefined {
  if (!selector) return undefined;
  const requirements: LabelRequirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    requirements.push({ key, operator: '=', values: [value] });
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const found = OPERATORS[operator];
    if (found) requirements.push({ key, operator: found, values });
    else requirements.push({ key, operator: 'in', values: [] });
  }
  return requirements;
}

const OPERATORS: Readonly<Record<string, LabelOperator | undefined>> = {
  In: 'in',
  NotIn: 'notin',
  Exists: 'exists',
  DoesNotExist: '!',
  __proto__: undefined,
};

/** Whether labels satisfy every requirement. */
export function matchesLabels(requirements: readonly LabelRequirement[], labels: Labels): boolean {
  return requirements.every((requirement) => satisfies(requirement, labels));
}

/** Whether labels hold every pair of a plain map selector (a Service's). An empty or missing selector selects nothing. */
export function matchesMap(selector: Labels, labels: Labels): boolean {
  if (!selector) return false;
  const keys = Object.keys(selector);
  return keys.length > 0 && keys.every((key) => labels !== undefined && own(labels, key) === selector[key]);
}

function own(labels: NonNullable<Labels>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

function satisfies({ key, operator, values }: LabelRequirement, labels: Labels): boolean {
  const value = labels ? own(labels, key) : undefined;
  switch (operator) {
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case '>':
    case '<': {
      const left = integer(value);
      const right = integer(values[0]);
      if (left === undefined || right === undefined) return false;
      return operator === '>' ? left > right : left < right;
    }
  }
}

/** As Go's ParseInt(text, 10, 64). */
function integer(text: string | undefined): bigint | undefined {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return undefined;
  const value = BigInt(text.replace(/^\+/, ''));
  return value >= -(2n ** 63n) && value < 2n ** 63n ? value : undefined;
}

class Parser {
  #at = 0;

  constructor(readonly tokens: readonly Token[]) {}

  selector(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const next = this.#peek();
      if (next.kind === 'end') return requirements;
      if (next.kind !== 'identifier' && next.kind !== '!') {
        throw badRequestError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const after = this.#take();
      if (after.kind === 'end') return requirements;
      if (after.kind !== ',') throw badRequestError(`found '${after.text}', expected: ',' or 'end of string'`);
      const start = this.#peek();
      if (start.kind !== 'identifier' && start.kind !== '!') {
        throw badRequestError(`found '${start.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): LabelRequirement {
    let token = this.#take();
    const negated = token.kind === '!';
    if (negated) token = this.#take();
    if (token.kind !== 'identifier') refuse(`found '${token.text}', expected: identifier`);
    const key = token.text;
    checkKey(key);
    const next = this.#peek().kind;
    if (negated) return { key, operator: '!', values: [] };
    if (next === 'end' || next === ',') return { key, operator: 'exists', values: [] };
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#list() : this.#value();
    return checked({ key, operator, values: [...new Set(values)].sort() });
  }

  #operator(): LabelOperator {
    const token = this.tokens[this.#at++] ?? END;
    const found = BINARY.find((operator) => operator === token.kind);
    if (!found) refuse(`found '${token.text}', expected: in, notin, =, ==, !=, gt, lt`);
    return found;
  }

  #list(): string[] {
    const open = this.#take();
    if (open.kind !== '(') refuse(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.kind === ')') {
      this.#take();
      return [''];
    }
    if (first.kind !== 'identifier' && first.kind !== ',') {
      refuse(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.#identifiers();
    const close = this.#take();
    if (close.kind !== ')') refuse(`found '${first.text}', expected: ')'`);
    return values;
  }

  #identifiers(): string[] {
    const values: string[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === 'identifier') {
        values.push(token.text);
        const next = this.#peek();
        if (next.kind === ')') return values;
        if (next.kind !== ',') refuse(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.kind === ',') {
        if (values.length === 0) values.push('');
        const next = this.#peek().kind;
        if (next === ')') return [...values, ''];
        if (next === ',') {
          this.#take();
          values.push('');
        }
      } else refuse(`found '${token.text}', expected: ',', or identifier`);
    }
  }

  #value(): string[] {
    const next = this.#peek().kind;
    if (next === 'end' || next === ',') return [''];
    const token = this.#take();
    if (token.kind !== 'identifier') refuse(`found '${token.text}', expected: identifier`);
    return [token.text];
  }

  /** Where a value may stand, `in` and `notin` are ordinary words. */
  #peek(): Token {
    const token = this.tokens[this.#at] ?? END;
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#at++;
    return token;
  }
}

const END: Token = { kind: 'end', text: '' };
const BINARY: readonly (LabelOperator & TokenKind)[] = ['in', 'notin', '=', '==', '!=', '>', '<'];

function refuse(because: string): never {
  throw badRequestError(`unable to parse requirement: ${because}`);
}

/** The field path is Go's nil path here, which prints as `<nil>`. */
function checkKey(key: string): void {
  const messages = labelKeyMessages(key);
  if (messages.length > 0) refuse(fieldErrorText(invalid('<nil>', key, messages.join('; '))));
}

function checked(requirement: LabelRequirement): LabelRequirement {
  const { key, operator, values } = requirement;
  const errors = values.flatMap((value, i) => {
    if (operator === '>' || operator === '<') {
      const message = "for 'Gt', 'Lt' operators, the value must be an integer";
      if (integer(value) === undefined) return [invalid(`values[${i}]`, value, message)];
    }
    const messages = labelValueMessages(value);
    return messages.length === 0 ? [] : [invalid(`values[${i}][${key}]`, value, messages.join('; '))];
  });
  const texts = [...new Set(errors.map(fieldErrorText))];
  if (texts.length > 0) refuse(texts.length === 1 ? String(texts[0]) : `[${texts.join(', ')}]`);
  return requirement;
}
