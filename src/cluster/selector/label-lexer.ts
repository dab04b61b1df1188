/** The words of a label selector's text; a port of the grammar of apimachinery's pkg/labels. */
export type TokenKind =
  'end' | 'error' | 'identifier' | '(' | ')' | ',' | '!' | '=' | '==' | '!=' | '>' | '<' | 'in' | 'notin';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const SYMBOLS: ReadonlySet<string> = new Set(['(', ')', ',', '!', '=', '==', '!=', '>', '<']);
const SPECIAL = '=!(),><';
const SPACE = ' \t\r\n';

/** All tokens of the text, the last of kind `end`. */
export function labelTokens(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (SPACE.includes(char)) at++;
    else if (SPECIAL.includes(char)) {
      const symbol = longestSymbol(text, at);
      tokens.push({ kind: symbol as TokenKind, text: symbol });
      at += symbol.length;
    } else {
      const from = at;
      while (at < text.length && !SPECIAL.includes(text.charAt(at)) && !SPACE.includes(text.charAt(at))) at++;
      const word = text.slice(from, at);
      tokens.push({ kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word });
    }
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

/** Every special character alone is a symbol, so at most the two-character ones have to be looked for. */
function longestSymbol(text: string, at: number): string {
  const two = text.slice(at, at + 2);
  return SYMBOLS.has(two) ? two : text.charAt(at);
}
