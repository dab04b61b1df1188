import { bail } from './bail.ts';

export interface Quoted {
  readonly value: string;
  /** Offset after the closing quote. */
  readonly next: number;
}

const ESCAPES: Readonly<Record<string, string | undefined>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  n: '\n',
  t: '\t',
  r: '\r',
  0: '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  v: '\v',
  ' ': ' ',
  _: '\u00a0',
  N: '\u0085',
  L: '\u2028',
  P: '\u2029',
};

const HEX: Readonly<Record<string, number | undefined>> = { x: 2, u: 4, U: 8 };

/** Reads a quoted scalar of one line that opens at `at`. Bails where it does not close before `end`. */
export function quotedScalar(text: string, at: number, end: number): Quoted {
  return text.charCodeAt(at) === 39 ? singleQuoted(text, at, end) : doubleQuoted(text, at, end);
}

function singleQuoted(text: string, at: number, end: number): Quoted {
  let close = text.indexOf("'", at + 1);
  while (close >= 0 && text.charCodeAt(close + 1) === 39) close = text.indexOf("'", close + 2);
  if (close < 0 || close >= end) bail();
  const raw = text.slice(at + 1, close);
  return { value: raw.includes("'") ? raw.replaceAll("''", "'") : raw, next: close + 1 };
}

function doubleQuoted(text: string, at: number, end: number): Quoted {
  const close = closingQuote(text, at, end);
  const raw = text.slice(at + 1, close);
  return { value: raw.includes('\\') ? unescaped(raw) : raw, next: close + 1 };
}

function closingQuote(text: string, at: number, end: number): number {
  for (let close = at + 1; close < end; close++) {
    const code = text.charCodeAt(close);
    if (code === 34) return close;
    if (code === 92) close++;
  }
  return bail();
}

function unescaped(raw: string): string {
  let value = '';
  for (let i = 0; i < raw.length; i++) {
    const char = raw.charAt(i);
    if (char !== '\\') {
      value += char;
      continue;
    }
    const kind = raw.charAt(++i);
    const digits = HEX[kind];
    if (digits === undefined) {
      value += ESCAPES[kind] ?? bail();
      continue;
    }
    const hex = raw.slice(i + 1, i + 1 + digits);
    const code = Number.parseInt(hex, 16);
    if (hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex) || code > 0x10ffff) bail();
    value += String.fromCodePoint(code);
    i += digits;
  }
  return value;
}

/**
 * The same for a scalar that may go over several lines, indented deeper than `indent`, which are folded into one. `lines`: how
 * many line feeds it spans.
 */
export function foldedScalar(
  text: string,
  at: number,
  to: number,
  indent: number,
): Quoted & { readonly lines: number } {
  const isSingle = text.charCodeAt(at) === 39;
  const close = isSingle ? singleQuoted(text, at, to).next - 1 : closingQuote(text, at, to);
  const lines = text.slice(at + 1, close).split('\n');
  let raw = lines.length > 1 ? (lines[0] ?? '').trimEnd() : (lines[0] ?? '');
  let blanks = 0;
  for (let i = 1; i < lines.length; i++) {
    const isLast = i === lines.length - 1;
    const depth = /^ */.exec(lines[i] ?? '')?.[0].length ?? 0;
    if (depth <= indent && (isLast || lines[i]?.trim() !== '')) bail();
    const line = (isLast ? lines[i]?.trimStart() : lines[i]?.trim()) ?? '';
    // A backslash before a line feed or a blank: rules of their own.
    if (!isSingle && ((lines[i - 1] ?? '').trimEnd().endsWith('\\') || line.startsWith('\\ '))) bail();
    if (line === '' && !isLast) {
      blanks++;
      continue;
    }
    raw += (blanks > 0 ? '\n'.repeat(blanks) : ' ') + line;
    blanks = 0;
  }
  const value = isSingle ? raw.replaceAll("''", "'") : unescaped(raw);
  return { value, next: close + 1, lines: lines.length - 1 };
}
