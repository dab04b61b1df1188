import { damaged } from './store.ts';

/** One JSON value a line: JSON has no raw newlines. */

/** The values of some lines. One JSON.parse for all: several times faster than one for each. Throws StateError naming `location`. */
export function decodeLines(section: Uint8Array, location: string): unknown[] {
  if (section.length === 0) return [];
  const text = Buffer.from(section.buffer, section.byteOffset, section.length - 1).toString('utf8');
  try {
    return JSON.parse(`[${text.replaceAll('\n', ',')}]`) as unknown[];
  } catch {
    throw damaged(location, 'a section is not what was written');
  }
}

/** Lines that were written before, for as long as their objects live: a server writes the same objects again and again. */
const lineOf = new WeakMap<object, string>();
/** A command writes once: nothing is remembered for it. */
let isRepeated = false;

export function encodeLines(values: Iterable<unknown>): Buffer {
  let text = '';
  for (const value of values) text += isRepeated ? rememberedLine(value as object) : `${JSON.stringify(value)}\n`;
  return Buffer.from(text);
}

/** From now on lines are remembered: a whole state was written, and perhaps not for the last time. */
export function rememberLines(): void {
  isRepeated = true;
}

function rememberedLine(value: object): string {
  let line = lineOf.get(value);
  if (line === undefined) lineOf.set(value, (line = `${JSON.stringify(value)}\n`));
  return line;
}

/** Where each line ends: behind its newline. */
export function lineEnds(bytes: Uint8Array): number[] {
  const ends: number[] = [];
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) ends.push(at + 1);
  return ends;
}
