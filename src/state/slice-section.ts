import type { KubeObject } from '../api/meta.ts';
import { keyOf, type ObjectMap, type UnloadedObjects } from '../cluster/cluster.ts';
import { sliceNotes, type NotedSlices, type SliceNote } from '../cluster/slice-notes.ts';
import { lineEnds } from './lines.ts';
import { linesWith } from './section-search.ts';

/** Notes of slices that can be told apart. */
export interface KeyedNotes extends NotedSlices {
  /** Which of the slices has this key (`namespace/name`); -1 for none. */
  indexOf(key: string): number;
}

/** The notes that lie beside a section of EndpointSlices, by its bytes. */
const notesOf = new WeakMap<Uint8Array, Uint8Array>();

/** Remembers that `notes` lie beside `slices` in a file. */
export function linkNotes(slices: Uint8Array | undefined, notes: Uint8Array | undefined): void {
  if (slices && notes) notesOf.set(slices, notes);
}

/** The notes to write beside the slices, whose section is `bytes`; undefined for unparsed ones from a state that had none. */
export function notesBeside(
  slices: ObjectMap | UnloadedObjects,
  bytes: Uint8Array | undefined,
  encode: (notes: readonly SliceNote[]) => Uint8Array,
): Uint8Array | undefined {
  const known = bytes && notesOf.get(bytes);
  if (known || typeof slices === 'function') return known;
  const notes = encode(sliceNotes(slices));
  linkNotes(bytes, notes);
  return notes;
}

/** Reads the notes beside a section when they are first asked for; each slice is parsed alone. Undefined without notes. */
export function notedSection(section: Buffer, decode: (lines: Uint8Array) => unknown[]): () => KeyedNotes | undefined {
  let known: KeyedNotes | undefined;
  return () => {
    const lines = notesOf.get(section);
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
