import { goText } from '../go-text.ts';
import { formatted } from './printf.ts';

/** A call that cannot be answered; becomes `error calling NAME: ...`. */
export class CallError extends Error {
  override readonly name = 'CallError';
}

type Function = (...values: unknown[]) => unknown;

/** text/template's own functions and kubectl's `exists` and `base64decode`. `and` and `or` are also evaluated lazily. */
export const FUNCTIONS: ReadonlyMap<string, Function> = new Map<string, Function>([
  ['and', (...values) => values.find((value) => !isTrue(value)) ?? values.at(-1)],
  ['or', (...values) => values.find(isTrue) ?? values.at(-1)],
  ['not', (value) => !isTrue(value)],
  ['len', lengthOf],
  ['index', (value, ...keys) => keys.reduce(indexed, value)],
  ['exists', (value, ...keys) => keys.reduce(quietly, value) !== undefined],
  ['slice', sliced],
  ['print', (...values) => printed(values)],
  ['println', (...values) => `${values.map(goText).join(' ')}\n`],
  ['printf', (format, ...values) => formatted(String(format), values)],
  ['html', (...values) => escaped(printed(values), HTML)],
  ['js', (...values) => escaped(printed(values), JS)],
  ['urlquery', (...values) => encodeURIComponent(printed(values)).replaceAll('%20', '+')],
  ['base64decode', (value) => Buffer.from(String(value), 'base64').toString('utf8')],
  ['eq', (first, ...others) => others.some((other) => same(first, other))],
  ['ne', (a, b) => !same(a, b)],
  ['lt', (a, b) => order(a, b) < 0],
  ['le', (a, b) => order(a, b) <= 0],
  ['gt', (a, b) => order(a, b) > 0],
  ['ge', (a, b) => order(a, b) >= 0],
]);

/** Go's template truth: not false, 0, nil, nor empty. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

function lengthOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length;
  throw new CallError(value === null || value === undefined ? 'len of nil pointer' : `len of type ${goType(value)}`);
}

function indexed(value: unknown, key: unknown): unknown {
  if (value === null || value === undefined) throw new CallError('index of untyped nil');
  if (Array.isArray(value)) {
    if (typeof key !== 'number') throw new CallError(`cannot index slice/array with type ${goType(key)}`);
    if (key < 0 || key >= value.length) throw new CallError(`index out of range: ${key}`);
    return (value as unknown[])[key];
  }
  if (typeof value !== 'object') throw new CallError(`can't index item of type ${goType(value)}`);
  const name = String(key);
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

function quietly(value: unknown, key: unknown): unknown {
  try {
    return indexed(value, key);
  } catch {
    return undefined;
  }
}

function sliced(value: unknown, from: unknown = 0, to?: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value))
    throw new CallError(`can't slice item of type ${goType(value)}`);
  const [start, end] = [Number(from), to === undefined ? value.length : Number(to)];
  if (start < 0 || end > value.length) throw new CallError(`index out of range: ${start < 0 ? start : end}`);
  if (start > end) throw new CallError(`invalid slice index: ${start} > ${end}`);
  return value.slice(start, end);
}

function same(a: unknown, b: unknown): boolean {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'nil' || right === 'nil') return left === right;
  if (left === 'other' || right === 'other') throw new CallError('invalid type for comparison');
  if (left !== right) throw new CallError('incompatible types for comparison');
  return a === b;
}

function order(a: unknown, b: unknown): number {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) throw new CallError('incompatible types for comparison');
  if (kind !== 'string' && kind !== 'number') throw new CallError('invalid type for comparison');
  const [left, right] = [a as string | number, b as string | number];
  return left < right ? -1 : left > right ? 1 : 0;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  return ['string', 'number', 'boolean'].includes(typeof value) ? typeof value : 'other';
}

export function goType(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** fmt.Sprint: a blank between operands of which neither is a string. */
function printed(values: readonly unknown[]): string {
  let text = '';
  for (const [index, value] of values.entries()) {
    const before = values[index - 1];
    if (index > 0 && typeof before !== 'string' && typeof value !== 'string') text += ' ';
    text += goText(value);
  }
  return text;
}

const HTML: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
  '\0': '\ufffd',
};
const JS: Readonly<Record<string, string>> = {
  '\\': '\\\\', "'": "\\'", '"': '\\"', '<': '\\u003C', '>': '\\u003E', '&': '\\u0026', '=': '\\u003D',
}; // prettier-ignore

function escaped(text: string, table: Readonly<Record<string, string>>): string {
  return text.replace(/[^]/g, (char) => table[char] ?? char);
}
