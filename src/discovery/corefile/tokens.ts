/** One word of a Corefile and the line it stands on. */
export interface Token {
  readonly text: string;
  /** 1-based */
  readonly line: number;
  /** Quoted words are never braces or directives. */
  readonly quoted: boolean;
}

/** Larger than any Corefile that fits into a ConfigMap. */
const SIZE_LIMIT = 1 << 20;

/**
 * The words of a Corefile: separated by white space, `"quoted words"` with `\"` inside, `#` starts a comment at the beginning of a
 * word (Caddy's lexer). Throws RangeError for text over 1 MiB.
 */
export function corefileTokens(text: string): Token[] {
  if (text.length > SIZE_LIMIT) throw new RangeError('a Corefile of more than 1 MiB');
  const tokens: Token[] = [];
  let line = 1;
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '\n') {
      line++;
      at++;
    } else if (char === undefined || /\s/.test(char)) at++;
    else if (char === '#') {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (char === '"') {
      const start = line;
      let word = '';
      for (at++; at < text.length && text[at] !== '"'; at++) {
        if (text[at] === '\\' && text[at + 1] === '"') at++;
        if (text[at] === '\n') line++;
        word += text[at];
      }
      at++;
      tokens.push({ text: word, line: start, quoted: true });
    } else {
      const end = nextBlank(text, at);
      tokens.push({ text: text.slice(at, end), line, quoted: false });
      at = end;
    }
  }
  return tokens;
}

function nextBlank(text: string, from: number): number {
  let at = from;
  while (at < text.length && !/\s/.test(text.charAt(at))) at++;
  return at;
}
