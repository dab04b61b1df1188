import type { ObjectMap, UnloadedObjects } from '../cluster/cluster.ts';
import { serviceNotes } from '../cluster/service-notes.ts';
import { sliceNotes } from '../cluster/slice-notes.ts';

/**
 * What is worth knowing of the objects of a resource before they are parsed, a line each, in a section of its own: its name, and
 * what makes it. Without it the objects are parsed.
 */
export const NOTED: ReadonlyMap<string, { readonly section: string; notes(objects: ObjectMap): readonly unknown[] }> =
  new Map([
    ['endpointslices', { section: '#slices', notes: sliceNotes }],
    ['services', { section: '#services', notes: serviceNotes }],
  ]);

/** The notes that lie beside a section of objects, by its bytes. */
const beside = new WeakMap<Uint8Array, Uint8Array>();

/** Remembers that `notes` lie beside the section `objects` in a file. */
export function linkNotes(objects: Uint8Array | undefined, notes: Uint8Array | undefined): void {
  if (objects && notes) beside.set(objects, notes);
}

/** The notes beside a section of objects. */
export function notesOf(objects: Uint8Array): Uint8Array | undefined {
  return beside.get(objects);
}

/** The notes to write beside the objects, whose section is `bytes`; undefined for unparsed ones from a state that had none. */
export function notesBeside(
  plural: string,
  objects: ObjectMap | UnloadedObjects,
  bytes: Uint8Array | undefined,
  encode: (notes: readonly unknown[]) => Uint8Array,
): Uint8Array | undefined {
  const known = bytes && beside.get(bytes);
  if (known || typeof objects === 'function') return known;
  const notes = encode(notesFor(plural, objects));
  linkNotes(bytes, notes);
  return notes;
}

function notesFor(plural: string, objects: ObjectMap): readonly unknown[] {
  try {
    return NOTED.get(plural)?.notes(objects) ?? [];
  } catch {
    // An object from a dump is not built like one of its kind.
    return [];
  }
}
