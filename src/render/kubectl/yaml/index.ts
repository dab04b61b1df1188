import { compareKeys } from './order.ts';
import { scalarText } from './scalar.ts';

/** A key longer than this is written as `? key`. */
const SIMPLE_KEY = 128;

/**
 * YAML as kubectl prints it (sigs.k8s.io/yaml over go-yaml v2): keys sorted, lists not indented below their key, strings
 * quoted only where they must be. Ends with a newline. Fields that are undefined are left out.
 */
export function yamlText(value: unknown): string {
  const out: string[] = [];
  if (isFilled(value)) writeBlock(value, 0, out);
  else out.push(flow(value, 2, 0));
  return `${out.join('').replace(/^\n/, '')}\n`;
}

type Filled = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Writes `\n` and the block, each line indented by `indent`. */
function writeBlock(value: Filled, indent: number, out: string[]): void {
  const blank = ' '.repeat(indent);
  if (Array.isArray(value)) {
    for (const item of value) {
      out.push(`\n${blank}-`);
      writeItem(item, indent, out);
    }
    return;
  }
  const map = value as Readonly<Record<string, unknown>>;
  for (const key of keysOf(map)) {
    out.push(`\n${blank}`);
    writeEntry(key, map[key], indent, out);
  }
}

/** What follows a `-`: its first line stands behind the dash. */
function writeItem(item: unknown, indent: number, out: string[]): void {
  if (!isFilled(item)) {
    out.push(` ${flow(item, indent + 2, indent + 2)}`);
    return;
  }
  const inner: string[] = [];
  writeBlock(item, indent + 2, inner);
  const [first = '', ...rest] = inner;
  out.push(` ${first.slice(1 + indent + 2)}`, ...rest);
}

function writeEntry(key: string, value: unknown, indent: number, out: string[]): void {
  const name = scalarText(key, indent + 2, indent, true);
  if (name.length > SIMPLE_KEY) out.push(`? ${name}\n${' '.repeat(indent)}:`);
  else out.push(`${name}:`);
  if (!isFilled(value)) out.push(` ${flow(value, indent + 2, indent + name.length + 2)}`);
  else writeBlock(value, Array.isArray(value) ? indent : indent + 2, out);
}

function flow(value: unknown, indent: number, column: number): string {
  if (typeof value === 'string') return scalarText(value, indent, column);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** Go's strconv.FormatFloat(f, 'g', -1, 64) for fractions; whole numbers as they are. */
function numberText(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -5 && exponent < 21) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function isFilled(value: unknown): value is Filled {
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.length > 0 : keysOf(value as Record<string, unknown>).length > 0;
}

function keysOf(map: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort(compareKeys);
}
