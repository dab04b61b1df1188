/** A Go template cut into text and actions, and actions into words: what text/template's lexer does. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

export type TokenKind = 'field' | 'dot' | 'variable' | 'word' | 'number' | 'string' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** Of a string: its value. Of a field: without the dot. Of a variable: with the $. */
  readonly text: string;
  readonly spaceBefore: boolean;
}

export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'action';
      readonly tokens: readonly Token[];
      readonly line: number;
      readonly column: number;
      readonly source: string;
    };

/** Throws TemplateError: `template: output:1: unclosed action`. */
export function pieces(source: string): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  let trimNext = false;
  for (;;) {
    const open = source.indexOf('{{', at);
    let text = source.slice(at, open < 0 ? undefined : open);
    if (trimNext) text = text.replace(/^[ \t\r\n]+/, '');
    const trimBefore = open >= 0 && /^-[ \t\r\n]/.test(source.slice(open + 2, open + 4));
    if (trimBefore) text = text.replace(/[ \t\r\n]+$/, '');
    if (text !== '') found.push({ kind: 'text', text });
    if (open < 0) return found;
    const start = open + 2 + (trimBefore ? 2 : 0);
    const line = lineOf(source, open);
    const comment = /^[ \t\r\n]*\/\*/.test(source.slice(start, start + 50));
    const end = comment ? commentEnd(source, start, line) : actionEnd(source, start, line);
    let inner = source.slice(start, end);
    trimNext = /[ \t\r\n]-$/.test(inner);
    if (trimNext) inner = inner.slice(0, -2);
    if (!comment) {
      const column = open - source.lastIndexOf('\n', open) + 1;
      found.push({ kind: 'action', tokens: tokensOf(inner, line), line, column, source: inner.trim() });
    }
    at = end + 2;
  }
}

export function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}

function commentEnd(source: string, start: number, line: number): number {
  const close = source.indexOf('*/', start);
  if (close < 0) throw new TemplateError(`template: output:${line}: unclosed comment`);
  const end = source.indexOf('}}', close);
  if (end < 0) throw new TemplateError(`template: output:${line}: comment ends before closing delimiter`);
  return end;
}

/** The `}}` that is not inside a string. */
function actionEnd(source: string, start: number, line: number): number {
  for (let at = start; at < source.length; at++) {
    const char = source[at] ?? '';
    if (source.startsWith('}}', at)) return at;
    if (char === '"' || char === "'" || char === '`') {
      const close = quoteEnd(source, at, line);
      at = close;
    }
  }
  throw new TemplateError(`template: output:${line}: unclosed action`);
}

function quoteEnd(source: string, start: number, line: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\' && quote !== '`') at++;
    else if (source[at] === quote) return at;
    else if (source[at] === '\n' && quote !== '`') break;
  }
  const what = quote === '`' ? 'raw quoted string' : quote === '"' ? 'quoted string' : 'character constant';
  throw new TemplateError(`template: output:${line}: unterminated ${what}`);
}

const PATTERNS: readonly (readonly [TokenKind, RegExp])[] = [
  ['string', /^(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)+')/],
  ['number', /^[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)/],
  ['field', /^\.[\p{L}_][\p{L}\p{Nd}_]*/u],
  ['dot', /^\./],
  ['variable', /^\$[\p{L}\p{Nd}_]*/u],
  ['word', /^[\p{L}_][\p{L}\p{Nd}_]*/u],
  ['symbol', /^(?::=|[=|(),])/],
];

function tokensOf(source: string, line: number): Token[] {
  const tokens: Token[] = [];
  let rest = source;
  while (rest !== '') {
    const space = /^[ \t\r\n]+/.exec(rest)?.[0] ?? '';
    rest = rest.slice(space.length);
    if (rest === '') break;
    const match = PATTERNS.map(([kind, pattern]) => ({ kind, text: pattern.exec(rest)?.[0] })).find(
      ({ text }) => text !== undefined,
    );
    if (!match?.text) {
      throw new TemplateError(`template: output:${line}: unexpected ${JSON.stringify(rest[0])} in command`);
    }
    const { kind, text } = match;
    const value = kind === 'string' ? unquoted(text) : kind === 'field' ? text.slice(1) : text;
    tokens.push({
      kind: kind === 'string' && text.startsWith("'") ? 'number' : kind,
      text: value,
      spaceBefore: space !== '',
    });
    rest = rest.slice(text.length);
  }
  return tokens;
}

const ESCAPES: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/** A character constant becomes its code point. */
function unquoted(text: string): string {
  if (text.startsWith('`')) return text.slice(1, -1);
  const plain = text
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[^])/g, (_, code: string) =>
      code.length > 1 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPES[code] ?? code),
    );
  return text.startsWith("'") ? String(plain.codePointAt(0) ?? 0) : plain;
}
