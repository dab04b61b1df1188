import { bail } from './bail.ts';

const SPACE = 32;
const TAB = 9;
const RETURN = 13;
const HASH = 35;

/** Walks over the lines of a text that have content. */
export class LineCursor {
  /** 0-based number of the line at hand */
  line: number;
  /** Its leading spaces; -1 at the end of the text. */
  indent = 0;
  /** Offset of its first character; -1 at the end of the text. */
  start = 0;
  /** Offset after its last character that is no blank. */
  end = 0;
  /** Offset of the line after it. */
  next: number;
  /** Whether blank lines or comments stood before it. */
  skipped = false;

  constructor(
    readonly text: string,
    from: number,
    readonly to: number,
    firstLine: number,
  ) {
    this.next = from;
    this.line = firstLine - 1;
  }

  /** Moves to the next line that has content. Returns whether there is one. */
  advance(): boolean {
    const { text, to } = this;
    this.skipped = false;
    while (this.next < to) {
      const from = this.next;
      let end = this.lineEnd(from);
      this.next = end + 1;
      this.line++;
      let start = from;
      while (start < end && text.charCodeAt(start) === SPACE) start++;
      if (text.charCodeAt(start) === TAB) bail();
      while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
      if (start === end || text.charCodeAt(start) === HASH) {
        this.skipped = true;
        continue;
      }
      this.indent = start - from;
      this.start = start;
      this.end = end;
      return true;
    }
    this.start = -1;
    this.indent = -1;
    return false;
  }

  /** Declares that the line at hand is the one in which `offset` lies, `lines` further down. */
  jump(offset: number, lines: number): void {
    let end = this.lineEnd(offset);
    this.next = end + 1;
    this.line += lines;
    while (end > offset && isBlank(this.text.charCodeAt(end - 1))) end--;
    this.end = end;
  }

  lineEnd(from: number): number {
    const found = this.text.indexOf('\n', from);
    return found < 0 || found > this.to ? this.to : found;
  }

  /** Offset of the first character from `at` on that is no space. */
  skipSpaces(at: number): number {
    let found = at;
    while (found < this.end && this.text.charCodeAt(found) === SPACE) found++;
    return found;
  }

  /** Bails unless nothing but a comment follows on this line. */
  expectNothing(from: number): void {
    const at = this.skipSpaces(from);
    if (at < this.end && (this.text.charCodeAt(at) !== HASH || at === from)) bail();
  }
}

function isBlank(code: number): boolean {
  return code === SPACE || code === RETURN || code === TAB;
}
