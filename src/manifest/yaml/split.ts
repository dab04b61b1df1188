/** One document of a YAML stream: a stretch of its text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** 0-based number of its first line */
  readonly line: number;
}

/** The documents between `---` lines (and `...`), those without content included. */
export function splitDocuments(text: string): Stretch[] {
  const stretches: Stretch[] = [];
  const start = text.startsWith('\ufeff') ? 1 : 0;
  let from = start;
  let line = 0;
  let counted = start;
  const marker = /^(?:---|\.\.\.)[ \t]*(?:#.*)?\r?(?:\n|$)/gm;
  marker.lastIndex = start;
  for (let found = marker.exec(text); found; found = marker.exec(text)) {
    stretches.push({ from, to: found.index, line });
    const next = found.index + found[0].length;
    line += countLines(text, counted, next);
    counted = next;
    from = next;
    if (found[0] === '' || next >= text.length) break;
  }
  stretches.push({ from, to: text.length, line });
  return stretches;
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
