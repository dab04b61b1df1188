import type { KubeObject } from '../api/meta.ts';
import { decodeLines } from './lines.ts';

/** Where the lines of a section that contain `text` begin and end (behind their newlines), one after the other. */
export function* linesWith(section: Buffer, text: string): Generator<{ from: number; end: number }> {
  for (let hit = section.indexOf(text); hit >= 0;) {
    const newline = section.indexOf(10, hit);
    const end = newline < 0 ? section.length : newline + 1;
    yield { from: section.lastIndexOf(10, hit) + 1, end };
    hit = section.indexOf(text, end);
  }
}

/** Looks through a section without parsing it but for the lines that are asked for; each of those once. */
export function findInSection(
  section: Buffer,
  location: string,
): (text: string, most: number) => KubeObject[] | undefined {
  const parsed = new Map<number, KubeObject>();
  return (text, most) => {
    const found: KubeObject[] = [];
    for (const { from, end } of linesWith(section, text)) {
      let object = parsed.get(from);
      if (!object) {
        [object] = decodeLines(section.subarray(from, end), location) as [KubeObject];
        parsed.set(from, object);
      }
      if (found.push(object) > most) return undefined;
    }
    return found;
  };
}
