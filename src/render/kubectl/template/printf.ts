import { goText } from '../go-text.ts';

/** The verbs of Go's fmt.Sprintf that make sense for JSON values, with flags, width and precision. */
export function formatted(format: string, values: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(
    /%([-+# 0]*)(\d*)(?:\.(\d*))?([^])/g,
    (_, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= values.length) return `%!${verb}(MISSING)`;
      const value = values[next++];
      return padded(verbText(verb, value, precision, flags), Number(width || 0), flags);
    },
  );
  const extra = values.slice(next);
  if (extra.length === 0) return text;
  return `${text}%!(EXTRA ${extra.map((value) => `${typeName(value)}=${goText(value)}`).join(', ')})`;
}

function verbText(verb: string, value: unknown, precision: string | undefined, flags: string): string {
  const digits = precision === undefined ? undefined : Number(precision || 0);
  switch (verb) {
    case 'v':
      return goText(value);
    case 's':
      if (typeof value === 'number' || typeof value === 'boolean') break;
      return digits === undefined ? goText(value) : [...goText(value)].slice(0, digits).join('');
    case 'q':
      return typeof value === 'string' ? JSON.stringify(value) : `%!q(${typeName(value)}=${goText(value)})`;
    case 'd':
      if (typeof value !== 'number' || !Number.isInteger(value)) break;
      return signed(value, String(value), flags);
    case 'f':
    case 'F':
      if (typeof value !== 'number') break;
      return signed(value, value.toFixed(digits ?? 6), flags);
    case 't':
      if (typeof value !== 'boolean') break;
      return String(value);
    case 'x':
    case 'X':
      if (typeof value === 'string') return cased(Buffer.from(value).toString('hex'), verb);
      if (typeof value !== 'number') break;
      return cased(value.toString(16), verb);
    case 'T':
      return typeName(value);
  }
  return `%!${verb}(${typeName(value)}=${goText(value)})`;
}

function signed(value: number, text: string, flags: string): string {
  return value >= 0 && flags.includes('+') ? `+${text}` : text;
}

function cased(text: string, verb: string): string {
  return verb === 'X' ? text.toUpperCase() : text;
}

/** At most this wide: a template cannot ask for a gigabyte of blanks. */
const WIDEST = 10_000;

function padded(text: string, width: number, flags: string): string {
  const wanted = Math.min(width, WIDEST);
  if (flags.includes('-')) return text.padEnd(wanted);
  if (!flags.includes('0')) return text.padStart(wanted);
  const sign = /^[-+]/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(wanted - sign.length, '0');
}

function typeName(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
