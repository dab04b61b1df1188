import { joinedPath } from '../position.ts';

/** What is wrong with a JSON text, in the words of Go's encoding/json. */
export class JsonFault extends Error {
  override readonly name = 'JsonFault';

  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Told the path and offset of every key and entry. */
export type JsonVisit = (path: string, offset: number) => void;

const DEEPEST = 1000;

/** Walks over JSON text without building it: to find where fields stand, where a value ends, and what is wrong. */
export class JsonScanner {
  constructor(
    readonly text: string,
    readonly visit?: JsonVisit,
  ) {}

  /** Offset after the value that begins at or after `at`. Throws JsonFault. */
  value(at: number, path = '', depth = 0): number {
    if (depth > DEEPEST) throw new JsonFault('exceeded max depth', at);
    const from = this.space(at);
    const char = this.text.charAt(from);
    if (char === '{') return this.#object(from, path, depth);
    if (char === '[') return this.#array(from, path, depth);
    if (char === '"') return this.#string(from);
    for (const word of ['true', 'false', 'null']) if (this.text.startsWith(word, from)) return from + word.length;
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
    number.lastIndex = from;
    const found = number.exec(this.text);
    if (found) return from + found[0].length;
    throw this.#unexpected(from, 'looking for beginning of value');
  }

  /** Offset of the first character from `at` on that is no white space. */
  space(at: number): number {
    let found = at;
    while (found < this.text.length && ' \t\r\n'.includes(this.text.charAt(found))) found++;
    return found;
  }

  #object(from: number, path: string, depth: number): number {
    let at = this.space(from + 1);
    if (this.text.charAt(at) === '}') return at + 1;
    for (;;) {
      if (this.text.charAt(at) !== '"') throw this.#unexpected(at, 'looking for beginning of object key string');
      const end = this.#string(at);
      const inner = this.visit ? joinedPath(path, keyText(this.text.slice(at, end))) : path;
      this.visit?.(inner, at);
      at = this.space(end);
      if (this.text.charAt(at) !== ':') throw this.#unexpected(at, 'after object key');
      at = this.space(this.value(at + 1, inner, depth + 1));
      const char = this.text.charAt(at);
      if (char === '}') return at + 1;
      if (char !== ',') throw this.#unexpected(at, 'after object key:value pair');
      at = this.space(at + 1);
    }
  }

  #array(from: number, path: string, depth: number): number {
    let at = this.space(from + 1);
    if (this.text.charAt(at) === ']') return at + 1;
    for (let i = 0; ; i++) {
      const inner = this.visit ? `${path}[${i}]` : path;
      this.visit?.(inner, at);
      at = this.space(this.value(at, inner, depth + 1));
      const char = this.text.charAt(at);
      if (char === ']') return at + 1;
      if (char !== ',') throw this.#unexpected(at, 'after array element');
      at = this.space(at + 1);
    }
  }

  #string(from: number): number {
    for (let at = from + 1; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 34) return at + 1;
      if (code === 92) at++;
      else if (code < 32) throw this.#unexpected(at, 'in string literal');
    }
    throw new JsonFault('unexpected EOF', this.text.length);
  }

  #unexpected(at: number, where: string): JsonFault {
    if (at >= this.text.length) return new JsonFault('unexpected EOF', at);
    const char = this.text.charAt(at);
    const shown = char === "'" ? `'\\''` : char === '"' ? `'"'` : `'${JSON.stringify(char).slice(1, -1)}'`;
    return new JsonFault(`invalid character ${shown} ${where}`, at);
  }
}

function keyText(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted.slice(1, -1);
  }
}
