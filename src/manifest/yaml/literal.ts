import { bail } from './bail.ts';
import type { LineCursor } from './line-cursor.ts';

const SPACE = 32;
const RETURN = 13;
const PLUS = 43;
const DASH = 45;

/**
 * Reads the literal block whose `|` stands at `at`; its lines are indented deeper than `indent`. Leaves the cursor on the
 * line after it. Bails at indentation indicators and at lines of nothing but blanks that reach into the content.
 */
export function literalBlock(cursor: LineCursor, at: number, indent: number): string {
  const { text, to } = cursor;
  const chomp = text.charCodeAt(at + 1);
  cursor.expectNothing(chomp === PLUS || chomp === DASH ? at + 2 : at + 1);
  const lines: string[] = [];
  let own = -1;
  while (cursor.next < to) {
    const from = cursor.next;
    const stop = cursor.lineEnd(from);
    let first = from;
    while (first < stop && text.charCodeAt(first) === SPACE) first++;
    const depth = first - from;
    if (first >= stop || text.charCodeAt(first) === RETURN) {
      if (depth > (own < 0 ? indent + 1 : own)) bail();
      lines.push('');
    } else {
      if (depth <= indent) break;
      if (own < 0) own = depth;
      else if (depth < own) bail();
      const tail = text.charCodeAt(stop - 1) === RETURN ? stop - 1 : stop;
      lines.push(text.slice(from + own, tail));
    }
    cursor.next = stop + 1;
    cursor.line++;
  }
  // A last line without a line feed ends the text; the full reader knows what that means for each way of chomping.
  if (cursor.next > to) bail();
  cursor.advance();
  return chomped(lines, chomp);
}

function chomped(lines: readonly string[], chomp: number): string {
  let kept = lines.length;
  while (kept > 0 && lines[kept - 1] === '') kept--;
  const content = lines.slice(0, kept).join('\n');
  const body = kept === 0 || chomp === DASH ? content : `${content}\n`;
  return chomp === PLUS ? body + '\n'.repeat(lines.length - kept) : body;
}
