import { documentOf, type ManifestDocument } from '../document.ts';
import { flattened } from '../flatten.ts';
import type { Positions } from '../position.ts';
import { BlockReader } from './block-reader.ts';
import type { Stretch } from './split.ts';

/** The objects of a stretch, or undefined where the full reader has to look at it. */
export function readQuickly(text: string, stretch: Stretch, file: string): ManifestDocument[] | undefined {
  const { from, to, line } = stretch;
  const reader = new BlockReader(text, from, to, line);
  let value: unknown;
  try {
    value = reader.read();
  } catch (problem) {
    if (problem instanceof Error && problem.name === 'Bail') return undefined;
    throw problem;
  }
  if (value === null) return [];
  const { start } = reader;
  const document = documentOf(
    { file, value, duplicates: [], start: () => ({ line: start.line + 1, column: start.column + 1 }) },
    () => recorded((recorder) => new BlockReader(text, from, to, line, recorder).read()),
  );
  return flattened(document, (item) => {
    const place = reader.items[item];
    if (!place) return undefined;
    const positions = (): Positions =>
      recorded((recorder) => new BlockReader(text, place.lineOffset, to, place.line, recorder).readItem(place.column));
    return { line: place.line + 1, column: place.column + 1, positions };
  });
}

function recorded(read: (recorder: (path: string, line: number, column: number) => void) => unknown): Positions {
  const found: Positions = {};
  read((path, line, column) => {
    found[path] = [line + 1, column + 1];
  });
  return found;
}
