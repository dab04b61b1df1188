import { readsAsString } from './plain.ts';

/** Lines are broken at blanks once they have grown beyond this column, as go-yaml v2 does. */
const WIDTH = 80;

interface Analysis {
  plain: boolean;
  single: boolean;
  block: boolean;
}

/**
 * A string as go-yaml v2 writes it: plain, 'single', "double" or a literal block. `indent`: column of continuation lines;
 * `column`: where the scalar begins; keys are never broken. Behaviour: stringv of go-yaml's encoder, libyaml's emitter.
 */
export function scalarText(text: string, indent: number, column: number, isKey = false): string {
  const allowed = analyse(text);
  const blank = ' '.repeat(indent);
  if (text.includes('\n') && allowed.block && !isKey) return literal(text, indent);
  const wantsPlain = !text.includes('\n') && readsAsString(text);
  if (wantsPlain && allowed.plain) return isKey ? text : folded(text, blank, column, false);
  if (wantsPlain && allowed.single) {
    const quoted = text.replaceAll("'", "''");
    return isKey ? `'${quoted}'` : `'${folded(quoted, blank, column + 1, true)}'`;
  }
  return doubleQuoted(text, blank, column, isKey);
}

/** libyaml's yaml_emitter_analyze_scalar, as far as block context needs it. */
function analyse(text: string): Analysis {
  if (text === '') return { plain: true, single: true, block: false };
  let plain = !/^(---|\.\.\.)/.test(text);
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text) || /^[?:-]([\s]|$)/.test(text)) plain = false;
  if (/:(\s|$)/.test(text) || /\s#/.test(text)) plain = false;
  if (/^\s|\s$|\n/.test(text)) plain = false;
  const special = !PRINTABLE.test(text) || / [\n\r\u0085\u2028\u2029]/.test(text);
  return {
    plain: plain && !special,
    single: !special && !/[\n\r\u0085\u2028\u2029] /.test(text),
    block: !special && !text.endsWith(' '),
  };
}

const PRINTABLE = /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]*$/;

function folded(text: string, blank: string, start: number, quoted: boolean): string {
  if (start + text.length <= WIDTH) return text;
  let result = '';
  let column = start;
  let afterSpace = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index] ?? '';
    if (char !== ' ') {
      result += char;
      column += char.charCodeAt(0) >= 0xdc00 && char.charCodeAt(0) < 0xe000 ? 0 : 1;
      afterSpace = false;
      continue;
    }
    const inside = !quoted || (index > 0 && index < text.length - 1);
    if (!afterSpace && column > WIDTH && inside && text[index + 1] !== ' ') {
      result += `\n${blank}`;
      column = blank.length;
    } else {
      result += char;
      column++;
    }
    afterSpace = true;
  }
  return result;
}

/** `|` with the hints that keep leading blanks and trailing newlines. */
function literal(text: string, indent: number): string {
  const indentHint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = text.endsWith('\n') ? (text === '\n' || text.endsWith('\n\n') ? '+' : '') : '-';
  const blank = ' '.repeat(indent);
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return `|${indentHint}${chomp}\n${lines.map((line) => (line === '' ? '' : blank + line)).join('\n')}`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0', '\x07': '\\a', '\b': '\\b', '\t': '\\t', '\n': '\\n', '\v': '\\v', '\f': '\\f', '\r': '\\r',
  '\x1b': '\\e', '"': '\\"', '\\': '\\\\', '\x85': '\\N', '\xa0': '\\_', '\u2028': '\\L', '\u2029': '\\P',
}; // prettier-ignore

function doubleQuoted(text: string, blank: string, start: number, isKey: boolean): string {
  let result = '"';
  let column = start + 1;
  let afterSpace = false;
  const chars = [...text];
  for (const [index, char] of chars.entries()) {
    if (char === ' ') {
      if (!isKey && !afterSpace && column > WIDTH && index > 0 && index < chars.length - 1) {
        result += `\n${blank}${chars[index + 1] === ' ' ? '\\' : ''}`;
        column = blank.length;
      } else {
        result += char;
        column++;
      }
      afterSpace = true;
      continue;
    }
    const written = escaped(char);
    result += written;
    column += [...written].length;
    afterSpace = false;
  }
  return `${result}"`;
}

function escaped(char: string): string {
  const known = ESCAPES[char];
  // A no-break space is printable to libyaml and stays as it is.
  if (known !== undefined && char !== '\xa0') return known;
  if (char.length === 1 && PRINTABLE.test(char)) return char;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x10000) return `\\U${code.toString(16).toUpperCase().padStart(8, '0')}`;
  const wide = code > 0xff;
  return `\\${wide ? 'u' : 'x'}${code
    .toString(16)
    .toUpperCase()
    .padStart(wide ? 4 : 2, '0')}`;
}
