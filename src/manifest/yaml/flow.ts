import { bail } from './bail.ts';
import { plainKey, plainScalar } from './plain-scalar.ts';
import { quotedScalar } from './quoted-scalar.ts';

const DEEPEST = 50;

/** Reads one-line flow collections: `{app: web, "x": [1, 2]}`. Bails at anything else. */
export class FlowReader {
  #at = 0;

  constructor(
    readonly text: string,
    readonly end: number,
    readonly visit: ((path: string, key: string | number, offset: number) => string) | undefined,
  ) {}

  /** The collection that opens at `at`. */
  read(at: number, path: string): { value: unknown; next: number } {
    this.#at = at;
    const value = this.#collection(path, 0);
    return { value, next: this.#at };
  }

  #collection(path: string, depth: number): unknown {
    if (depth > DEEPEST) bail();
    return this.text.charCodeAt(this.#at) === 123 ? this.#mapping(path, depth) : this.#sequence(path, depth);
  }

  #mapping(path: string, depth: number): unknown {
    const result: Record<string, unknown> = {};
    this.#at++;
    for (;;) {
      const char = this.#skip();
      if (char === 125) {
        this.#at++;
        return result;
      }
      const offset = this.#at;
      const key = this.#key(char);
      if (key === '__proto__' || Object.hasOwn(result, key)) bail();
      const inner = this.visit ? this.visit(path, key, offset) : path;
      result[key] = this.#value(inner, depth);
      this.#separator(125);
    }
  }

  #sequence(path: string, depth: number): unknown {
    const result: unknown[] = [];
    this.#at++;
    for (;;) {
      if (this.#skip() === 93) {
        this.#at++;
        return result;
      }
      const inner = this.visit ? this.visit(path, result.length, this.#at) : path;
      const start = this.#at;
      result.push(this.#value(inner, depth));
      if (this.#at === start) bail();
      this.#separator(93);
    }
  }

  #key(char: number): string {
    let key: string;
    if (char === 34 || char === 39) {
      const quoted = quotedScalar(this.text, this.#at, this.end);
      key = quoted.value;
      this.#at = quoted.next;
    } else key = plainKey(this.#plain()) ?? bail();
    if (this.#skip() !== 58) bail();
    this.#at++;
    const after = this.text.charCodeAt(this.#at);
    if (after !== 32 && char !== 34) bail();
    return key;
  }

  #value(path: string, depth: number): unknown {
    const char = this.#skip();
    if (char === 123 || char === 91) return this.#collection(path, depth + 1);
    if (char === 34 || char === 39) {
      const quoted = quotedScalar(this.text, this.#at, this.end);
      this.#at = quoted.next;
      return quoted.value;
    }
    if (char === 44 || char === 125 || char === 93) bail();
    return plainScalar(this.#plain());
  }

  /** Up to a separator; what has a meaning of its own inside flow collections is left to the full reader. */
  #plain(): string {
    const start = this.#at;
    if (
      '&*!|>%@`#?-:'.includes(this.text.charAt(start)) &&
      !/[-:][^\s,[\]{}]/.test(this.text.slice(start, start + 2))
    ) {
      bail();
    }
    for (; this.#at < this.end; this.#at++) {
      const code = this.text.charCodeAt(this.#at);
      if (code === 44 || code === 93 || code === 125) break;
      if (code === 91 || code === 123) bail();
      if (code === 35 && this.text.charCodeAt(this.#at - 1) === 32) bail();
      if (code !== 58) continue;
      const next = this.text.charCodeAt(this.#at + 1);
      if (next === 32) break;
      if (next === 44 || next === 93 || next === 125 || this.#at + 1 >= this.end) bail();
    }
    return this.text.slice(start, this.#at).trimEnd();
  }

  #separator(close: number): void {
    const char = this.#skip();
    if (char === 44) this.#at++;
    else if (char !== close) bail();
  }

  #skip(): number {
    while (this.text.charCodeAt(this.#at) === 32) this.#at++;
    if (this.#at >= this.end) bail();
    return this.text.charCodeAt(this.#at);
  }
}
