/** One word of a rule line. A quoted one is never an option. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
  /** Where the word begins and ends in the line. */
  readonly start: number;
  readonly end: number;
}

/**
 * The words of a line as iptables-restore cuts it: blanks separate, double quotes hold together, a backslash in quotes
 * takes the next character as it is. Undefined where a quote is left open.
 */
export function tokens(line: string): Token[] | undefined {
  const found: Token[] = [];
  let at = 0;
  while (at < line.length) {
    const code = line.charCodeAt(at);
    if (code === 32 || code === 9) {
      at++;
    } else if (code === 34) {
      const start = at++;
      let text = '';
      let from = at;
      while (at < line.length && line.charCodeAt(at) !== 34) {
        if (line.charCodeAt(at) === 92 && at + 1 < line.length) {
          text += line.slice(from, at);
          from = ++at;
        }
        at++;
      }
      if (at >= line.length) return undefined;
      text += line.slice(from, at++);
      found.push({ text, quoted: true, start, end: at });
    } else {
      const start = at;
      while (at < line.length && line.charCodeAt(at) !== 32 && line.charCodeAt(at) !== 9) at++;
      found.push({ text: line.slice(start, at), quoted: false, start, end: at });
    }
  }
  return found;
}
