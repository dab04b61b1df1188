import { joinedPath, type Recorder } from '../position.ts';
import { bail } from './bail.ts';
import { FlowReader } from './flow.ts';
import { LineCursor } from './line-cursor.ts';
import { literalBlock } from './literal.ts';
import { plainKey, plainScalar } from './plain-scalar.ts';
import { foldedScalar, quotedScalar } from './quoted-scalar.ts';

const DEEPEST = 100;
const SPACE = 32;
const HASH = 35;
const DASH = 45;
const COLON = 58;

/** Where an entry of the document's top-level `items` begins. */
export interface ItemStart {
  /** Of the line it begins in. */
  readonly lineOffset: number;
  /** 0-based, counted from the beginning of the text */
  readonly line: number;
  /** 0-based */
  readonly column: number;
}

/**
 * Reads the YAML that kubectl and people write nearly always – block mappings and sequences, plain and quoted scalars,
 * literal blocks, one-line flow collections – many times faster than a complete YAML parser, and exactly as that
 * would (a property test compares them). Everything else makes it bail, so that it never has an opinion of its own.
 */
export class BlockReader {
  readonly items: ItemStart[] = [];
  /** Where the document's content begins, 0-based. */
  start = { line: 0, column: 0 };
  readonly #cursor: LineCursor;
  #depth = 0;
  /** Offset behind the colon of the key read last. */
  #colon = 0;

  constructor(
    readonly text: string,
    from: number,
    to: number,
    firstLine: number,
    readonly recorder?: Recorder,
  ) {
    this.#cursor = new LineCursor(text, from, to, firstLine);
  }

  /** The document's value; null if it is empty. */
  read(): unknown {
    if (!this.#cursor.advance()) return null;
    this.start = { line: this.#cursor.line, column: this.#cursor.indent };
    const value = this.#block('');
    if (this.#cursor.start !== -1) bail();
    return value;
  }

  /** The value of an entry of a sequence that begins at `column` of the first line. */
  readItem(column: number): unknown {
    const cursor = this.#cursor;
    if (!cursor.advance()) return null;
    cursor.start += column - cursor.indent;
    cursor.indent = column;
    return this.#entry('', column - 1);
  }

  #block(path: string): unknown {
    const { start, indent } = this.#cursor;
    return this.#isDash(start) ? this.#sequence(path, indent, false) : this.#mapping(path, indent);
  }

  #mapping(path: string, indent: number): unknown {
    const cursor = this.#cursor;
    const result: Record<string, unknown> = {};
    if (++this.#depth > DEEPEST) bail();
    for (;;) {
      const { line } = cursor;
      const key = this.#key();
      let inner = path;
      if (this.recorder) {
        inner = joinedPath(path, key);
        this.recorder(inner, line, indent);
      }
      if (key in result && Object.hasOwn(result, key)) bail();
      result[key] = this.#value(inner, indent, this.#depth === 1 && key === 'items');
      if (cursor.indent < indent) break;
      if (cursor.indent > indent || this.#isDash(cursor.start)) bail();
    }
    this.#depth--;
    return result;
  }

  #sequence(path: string, indent: number, noteItems: boolean): unknown {
    const cursor = this.#cursor;
    const result: unknown[] = [];
    if (++this.#depth > DEEPEST) bail();
    for (;;) {
      const at = cursor.skipSpaces(cursor.start + 1);
      const inner = this.recorder ? `${path}[${result.length}]` : path;
      if (at >= cursor.end || this.text.charCodeAt(at) === HASH) bail();
      const lineOffset = cursor.start - cursor.indent;
      cursor.indent += at - cursor.start;
      cursor.start = at;
      this.recorder?.(inner, cursor.line, cursor.indent);
      if (noteItems) this.items.push({ lineOffset, line: cursor.line, column: cursor.indent });
      result.push(this.#entry(inner, indent));
      if (cursor.indent < indent || (cursor.indent === indent && !this.#isDash(cursor.start))) break;
      if (cursor.indent > indent) bail();
    }
    this.#depth--;
    return result;
  }

  /** What stands behind a dash: a mapping, a sequence, or a scalar. */
  #entry(path: string, indent: number): unknown {
    const { start } = this.#cursor;
    return this.#isDash(start) || this.#hasKey() ? this.#block(path) : this.#scalar(start, path, indent);
  }

  /** Reads the key at the start of the line and remembers where its colon ends. */
  #key(): string {
    const { text } = this;
    const { start, end } = this.#cursor;
    const first = text.charCodeAt(start);
    if (first === 34 || first === 39) {
      const { value, next } = quotedScalar(text, start, end);
      if (text.charCodeAt(next) !== COLON || value === '__proto__') bail();
      if (next + 1 < end && text.charCodeAt(next + 1) !== SPACE) bail();
      this.#colon = next + 1;
      return value;
    }
    const colon = this.#findColon();
    if (colon < 0 || isIndicator(text, start)) bail();
    const word = text.slice(start, colon);
    this.#colon = colon + 1;
    if (word.charCodeAt(word.length - 1) === SPACE || word === '<<' || word === '__proto__') bail();
    if (word.includes(' #') || word.includes('\t')) bail();
    return plainKey(word) ?? bail();
  }

  #hasKey(): boolean {
    const { start, end } = this.#cursor;
    const first = this.text.charCodeAt(start);
    if (first === 123 || first === 91 || first === 124) return false;
    if (first !== 34 && first !== 39) return this.#findColon() >= 0;
    const close = this.text.indexOf(first === 34 ? '"' : "'", start + 1);
    if (close < 0 || close >= end) return false;
    return this.text.charCodeAt(quotedScalar(this.text, start, end).next) === COLON;
  }

  /** Offset of the first colon that ends a plain key, or -1. */
  #findColon(): number {
    const { end } = this.#cursor;
    for (let at = this.#cursor.start; ; at++) {
      at = this.text.indexOf(':', at);
      if (at < 0 || at >= end) return -1;
      if (at + 1 >= end || this.text.charCodeAt(at + 1) === SPACE) return at;
    }
  }

  /** What stands behind a key's colon. */
  #value(path: string, indent: number, noteItems: boolean): unknown {
    const at = this.#cursor.skipSpaces(this.#colon);
    if (at >= this.#cursor.end || (this.text.charCodeAt(at) === HASH && at > this.#colon)) {
      return this.#nested(path, indent, noteItems);
    }
    return this.#scalar(at, path, indent);
  }

  /** A value on the lines below; null if there is none. A sequence may stand right below its key, not indented. */
  #nested(path: string, indent: number, noteItems: boolean): unknown {
    const cursor = this.#cursor;
    if (!cursor.advance() || cursor.indent < indent) return null;
    const isDash = this.#isDash(cursor.start);
    if (cursor.indent === indent && !isDash) return null;
    if (isDash) return this.#sequence(path, cursor.indent, noteItems);
    return this.#hasKey() ? this.#mapping(path, cursor.indent) : this.#scalar(cursor.start, path, indent);
  }

  #scalar(at: number, path: string, indent: number): unknown {
    const first = this.text.charCodeAt(at);
    if (first === 34 || first === 39) return this.#quoted(at, indent);
    if (first === 124) return literalBlock(this.#cursor, at, indent);
    if (first !== 123 && first !== 91) return this.#plain(at, indent);
    const cursor = this.#cursor;
    const visit = this.recorder && this.#flowVisit(this.recorder);
    const { value, next } = new FlowReader(this.text, cursor.end, visit).read(at, path);
    cursor.expectNothing(next);
    if (cursor.advance() && cursor.indent > indent) bail();
    return value;
  }

  #quoted(at: number, indent: number): string {
    const cursor = this.#cursor;
    const folded = foldedScalar(this.text, at, cursor.to, indent);
    if (folded.lines > 0) cursor.jump(folded.next, folded.lines);
    cursor.expectNothing(folded.next);
    if (cursor.advance() && cursor.indent > indent) bail();
    return folded.value;
  }

  /** Deeper lines go on with the scalar; a blank line or a comment among them is left to the full reader. */
  #plain(at: number, indent: number): unknown {
    const { text } = this;
    const cursor = this.#cursor;
    if (isIndicator(text, at) || text.charCodeAt(at) === 9) bail();
    let word = text.slice(at, cursor.end);
    const comment = word.indexOf(' #');
    if (comment >= 0) word = word.slice(0, comment).trimEnd();
    if (isOdd(word)) bail();
    while (cursor.advance() && cursor.indent > indent) {
      const more = text.slice(cursor.start, cursor.end);
      if (comment >= 0 || cursor.skipped || isOdd(more) || more.includes(' #')) bail();
      word += ` ${more}`;
    }
    return plainScalar(word);
  }

  #flowVisit(recorder: Recorder): (path: string, key: string | number, offset: number) => string {
    const { line, indent, start } = this.#cursor;
    return (path, key, offset) => {
      const inner = typeof key === 'number' ? `${path}[${key}]` : joinedPath(path, key);
      recorder(inner, line, indent + offset - start);
      return inner;
    };
  }

  #isDash(at: number): boolean {
    if (this.text.charCodeAt(at) !== DASH) return false;
    return at + 1 >= this.#cursor.end || this.text.charCodeAt(at + 1) === SPACE;
  }
}

/** A tab, or a colon that ends a word: what would not be plain text. */
function isOdd(word: string): boolean {
  return word.includes(': ') || word.charCodeAt(word.length - 1) === COLON || word.includes('\t');
}

/** Whether the character cannot begin a plain scalar; a dash, question mark or colon can if a word follows at once. */
function isIndicator(text: string, at: number): boolean {
  const char = text.charAt(at);
  if (char === '-' || char === '?' || char === ':') return !(text.charCodeAt(at + 1) > SPACE);
  return ',[]{}#&*!|>\'"%@`'.includes(char);
}
