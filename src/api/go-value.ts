/**
 * Reading decoded JSON the way Go reads a struct: what is missing, null or of another type is the zero value.
 * Validation and defaulting use it, so that a hostile document can at worst look empty.
 */
export type Fields = Readonly<Record<string, unknown>>;

const NO_FIELDS: Fields = Object.freeze(Object.create(null) as Record<string, unknown>);
const NO_ITEMS: readonly unknown[] = Object.freeze([]);

/** The object itself, or an empty one. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : NO_FIELDS;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list itself, or an empty one. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : NO_ITEMS;
}

/** The string itself, or ''. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The number itself, or 0. */
export function number(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** What Go calls "not nil": neither missing nor null. */
export function given(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** The strings of a list. */
export function texts(value: unknown): string[] {
  return items(value).map(text);
}

/** The entries of a map of strings, sorted by key (Go's order is chance; the API server's answers are compared sorted). */
export function stringEntries(value: unknown): [string, string][] {
  return Object.entries(fields(value))
    .map(([key, entry]): [string, string] => [key, text(entry)])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A deep copy of plain JSON with every map's keys sorted, as Go marshals a map. */
export function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (!isFields(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sortedKeys(entry)]));
}

/** Whether two pieces of plain JSON say the same; a missing field equals undefined, nothing else. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((entry, i) => sameJson(entry, b[i]))
    );
  }
  if (!isFields(a) || !isFields(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => sameJson(a[key], b[key]));
}

/** JSON as Go's encoding/json writes it: compact, with `<`, `>`, `&` and the two line separators escaped. */
export function goJson(value: unknown): string {
  const written = JSON.stringify(value ?? null);
  return written.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

const QUOTED: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** A string as Go's `%q` writes it: printable characters stay, the others become escapes. */
export function goQuote(value: string): string {
  let quoted = '';
  for (const char of value) {
    const code = char.codePointAt(0) ?? 0;
    const escape = QUOTED[char];
    if (escape) quoted += escape;
    else if (code < 0x20 || code === 0x7f) quoted += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x7f || isPrintable(char)) quoted += char;
    else if (code > 0xffff) quoted += `\\U${code.toString(16).padStart(8, '0')}`;
    else quoted += `\\u${code.toString(16).padStart(4, '0')}`;
  }
  return `"${quoted}"`;
}

/** Go's unicode.IsPrint beyond ASCII: letters, marks, numbers, punctuation and symbols. */
function isPrintable(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}
