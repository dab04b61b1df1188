import { goQuote } from '../../api/go-value.ts';
import { own, type JsonObject } from '../patch/json-value.ts';

/**
 * One step of a path as `fieldsV1` writes it: `f:NAME` for a field, `k:{"port":80}` for an entry of a keyed list, `v:"a"` for a
 * value of a set, `i:0` for a place in a list.
 */
export type PathElement = string;

export type Path = readonly PathElement[];

/** What a key is when an entry leaves it out: the defaults of the API's list keys (ServicePort, ContainerPort). */
const KEY_DEFAULTS: ReadonlyMap<string, unknown> = new Map([['protocol', 'TCP']]);

export function fieldElement(name: string): PathElement {
  return `f:${name}`;
}

export function valueElement(value: unknown): PathElement {
  return `v:${JSON.stringify(value)}`;
}

/** The element of an entry of a keyed list; undefined if the entry has none of the keys. */
export function keyElement(entry: JsonObject, keys: readonly string[]): PathElement | undefined {
  const found: string[] = [];
  for (const key of [...keys].sort()) {
    const value = own(entry, key) ?? KEY_DEFAULTS.get(key);
    if (value !== undefined) found.push(`${JSON.stringify(key)}:${JSON.stringify(value)}`);
  }
  return found.length === 0 ? undefined : `k:{${found.join(',')}}`;
}

/** `.spec.ports[port=80,protocol="TCP"].targetPort` */
export function pathText(path: Path): string {
  return path.map(elementText).join('');
}

export function elementText(element: PathElement): string {
  const rest = element.slice(2);
  switch (element.slice(0, 2)) {
    case 'k:': {
      const entries = Object.entries(JSON.parse(rest) as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
      return `[${entries.map(([key, value]) => `${key}=${valueText(value)}`).join(',')}]`;
    }
    case 'v:':
      return `[=${valueText(JSON.parse(rest))}]`;
    case 'i:':
      return `[${rest}]`;
    default:
      return `.${rest}`;
  }
}

function valueText(value: unknown): string {
  return typeof value === 'string' ? goQuote(value) : JSON.stringify(value);
}

/** Fields first, then keys, values and places, each sorted (fieldpath.PathElement.Compare). */
export function compareElements(a: PathElement, b: PathElement): number {
  if (a === b) return 0;
  const rank = KINDS.indexOf(a.slice(0, 2)) - KINDS.indexOf(b.slice(0, 2));
  if (rank !== 0) return rank;
  if (a.startsWith('k:'))
    return compareKeys(JSON.parse(a.slice(2)) as JsonObject, JSON.parse(b.slice(2)) as JsonObject);
  if (a.startsWith('f:')) return a < b ? -1 : 1;
  return compareValues(JSON.parse(a.slice(2)), JSON.parse(b.slice(2)));
}

const KINDS = ['f:', 'k:', 'v:', 'i:'];

function compareKeys(a: JsonObject, b: JsonObject): number {
  const left = Object.entries(a);
  const right = Object.entries(b);
  for (const [at, [key, value]] of left.entries()) {
    const other = right[at];
    if (!other) return 1;
    if (key !== other[0]) return key < other[0] ? -1 : 1;
    const order = compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [a, b].map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return left === right ? 0 : (left ?? '') < (right ?? '') ? -1 : 1;
}

/** Whether the text is an element that can be read back. */
export function isElement(text: string): boolean {
  if (text.startsWith('f:')) return true;
  if (text.startsWith('i:')) return /^\d{1,9}$/.test(text.slice(2));
  if (!text.startsWith('k:') && !text.startsWith('v:')) return false;
  try {
    const value: unknown = JSON.parse(text.slice(2));
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    return text.startsWith('v:') || isMap;
  } catch {
    return false;
  }
}
