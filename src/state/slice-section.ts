import type { KubeObject } from '../api/meta.ts';
import type { ObjectMap, UnloadedObjects } from '../cluster/cluster.ts';
import { sliceNotes, type NotedSlices, type SliceNote } from '../cluster/slice-notes.ts';

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
export function notedSection(
  section: Uint8Array,
  decode: (lines: Uint8Array) => unknown[],
): () => NotedSlices | undefined {
  let known: NotedSlices | undefined;
  return () => {
    const lines = notesOf.get(section);
    return (known ??= lines && noted(section, decode(lines) as SliceNote[], decode));
  };
}

function noted(
  section: Uint8Array,
  notes: readonly SliceNote[],
  decode: (lines: Uint8Array) => unknown[],
): NotedSlices | undefined {
  const ends: number[] = [];
  for (let at = section.indexOf(10); at >= 0; at = section.indexOf(10, at + 1)) ends.push(at + 1);
  if (ends.length !== notes.length) return undefined;
  const load = (index: number): KubeObject => {
    const [slice] = decode(section.subarray(ends[index - 1] ?? 0, ends[index])) as [KubeObject];
    return slice;
  };
  return { notes, load };
}
