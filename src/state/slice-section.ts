import type { KubeObject } from '../api/meta.ts';
import { keyOf } from '../cluster/cluster.ts';
import type { NotedSlices, SliceNote } from '../cluster/slice-notes.ts';
import { lineEnds } from './lines.ts';
import { notesOf } from './notes.ts';
import { linesWith } from './section-search.ts';

/** Notes of slices that can be told apart. */
export interface KeyedNotes extends NotedSlices {
  /** Which of the slices has this key (`namespace/name`); -1 for none. */
  indexOf(key: string): number;
}

/** Reads the notes beside a section when they are first asked for; each slice is parsed alone. Undefined without notes. */
export function notedSection(section: Buffer, decode: (lines: Uint8Array) => unknown[]): () => KeyedNotes | undefined {
  let known: KeyedNotes | undefined;
  return () => {
    const lines = notesOf(section);
    return (known ??= lines && noted(section, decode(lines) as SliceNote[], decode));
  };
}

function noted(
  section: Buffer,
  notes: readonly SliceNote[],
  decode: (lines: Uint8Array) => unknown[],
): KeyedNotes | undefined {
  const ends = lineEnds(section);
  if (ends.length !== notes.length) return undefined;
  const load = (index: number): KubeObject => {
    const [slice] = decode(section.subarray(ends[index - 1] ?? 0, ends[index])) as [KubeObject];
    return slice;
  };
  const indexOf = (key: string): number => {
    for (const { end } of linesWith(section, `"name":${JSON.stringify(key.slice(key.indexOf('/') + 1))}`)) {
      const index = ends.indexOf(end);
      if (keyOf(load(index)) === key) return index;
    }
    return -1;
  };
  return { notes, load, indexOf };
}
