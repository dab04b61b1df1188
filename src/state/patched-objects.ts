import type { KubeObject } from '../api/meta.ts';
import { keyOf, type ObjectMap, type UnloadedObjects } from '../cluster/cluster.ts';
import { LayeredMap } from '../cluster/layered-map.ts';
import { sliceNotes, type NotedSlices, type SliceNote } from '../cluster/slice-notes.ts';
import { patchedServiceNotes } from './service-section.ts';
import type { KeyedNotes } from './slice-section.ts';

/** What has to be done to the objects of one resource: take these out, then put those in, in this order. */
export interface Patch {
  readonly gone: readonly string[];
  readonly put: readonly KubeObject[];
}

/** Objects that lie in a section of a file and have not been parsed. */
export interface SectionObjects extends UnloadedObjects {
  readonly noted?: () => KeyedNotes | undefined;
}

/** What was patched already: its origin and all that was done to it. */
const patched = new WeakMap<UnloadedObjects, { readonly origin: SectionObjects; readonly patches: readonly Patch[] }>();

/** All patches in one. */
interface Joined {
  readonly gone: ReadonlySet<string>;
  readonly put: ReadonlyMap<string, KubeObject>;
}

/** The objects after the patches, one after the other. Those that have not been parsed are not parsed for it. */
export function patchedObjects(
  objects: ObjectMap | SectionObjects,
  patches: readonly Patch[],
): ObjectMap | UnloadedObjects {
  if (typeof objects !== 'function') return applied(objects, joined(patches));
  const known = patched.get(objects);
  const origin = known?.origin ?? objects;
  const all = [...(known?.patches ?? []), ...patches];
  const whole = joined(all);
  let loaded: ObjectMap | undefined;
  const found: UnloadedObjects = Object.assign(
    () => (loaded ??= applied(origin(), whole)),
    { containing: search(origin, whole) },
    origin.noted ? { noted: notes(origin.noted, whole) } : {},
    origin.notedServices ? { notedServices: patchedServiceNotes(origin.notedServices, whole.gone, whole.put) } : {},
  );
  patched.set(found, { origin, patches: all });
  return found;
}

function joined(patches: readonly Patch[]): Joined {
  const gone = new Set<string>();
  const put = new Map<string, KubeObject>();
  for (const patch of patches) {
    for (const key of patch.gone) {
      gone.add(key);
      put.delete(key);
    }
    for (const object of patch.put) put.set(keyOf(object), object);
  }
  return { gone, put };
}

function applied(objects: ObjectMap, { gone, put }: Joined): ObjectMap {
  const map = LayeredMap.from(objects);
  for (const key of gone) map.delete(key);
  for (const [key, object] of put) map.set(key, object);
  return map;
}

function search(
  origin: SectionObjects,
  { gone, put }: Joined,
): (text: string, most: number) => KubeObject[] | undefined {
  const isTouched = (object: KubeObject): boolean => gone.has(keyOf(object)) || put.has(keyOf(object));
  let lines: [text: string, object: KubeObject][] | undefined;
  return (text, most) => {
    const untouched = origin.containing?.(text, most)?.filter((object) => !isTouched(object));
    if (!untouched) return undefined;
    lines ??= [...put.values()].map((object) => [JSON.stringify(object), object]);
    const found = [...untouched, ...lines.flatMap(([line, object]) => (line.includes(text) ? [object] : []))];
    return found.length > most ? undefined : found;
  };
}

/** The notes of the slices after the patches, in their order. */
function notes(ofOrigin: () => KeyedNotes | undefined, patch: Joined): () => NotedSlices | undefined {
  let known: NotedSlices | undefined;
  return () => (known ??= patchedNotes(ofOrigin(), patch));
}

function patchedNotes(origin: KeyedNotes | undefined, { gone, put }: Joined): NotedSlices | undefined {
  const own = sliceNotes(put);
  if (!origin || own.length !== put.size) return undefined;
  const all = origin.notes.map((note, index): Noted => ({ note, load: () => origin.load(index) }));
  const removed = new Set([...gone].map((key) => origin.indexOf(key)));
  [...put].forEach(([key, object], i) => {
    const entry: Noted = { note: own[i] as SliceNote, load: () => object };
    const index = gone.has(key) ? -1 : origin.indexOf(key);
    if (index < 0) all.push(entry);
    else all[index] = entry;
  });
  const left = all.filter((_, index) => !removed.has(index));
  return { notes: left.map(({ note }) => note), load: (index) => (left[index] as Noted).load() };
}

interface Noted {
  readonly note: SliceNote;
  readonly load: () => KubeObject;
}
