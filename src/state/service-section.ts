import type { KubeObject } from '../api/meta.ts';
import { objectKey } from '../cluster/cluster.ts';
import { compareNotes, serviceNotes, type ServiceNote } from '../cluster/service-notes.ts';
import { notesOf } from './notes.ts';

type Notes = () => readonly ServiceNote[] | undefined;

/** Reads the notes beside a section of Services when they are first asked for. Undefined without notes. */
export function notedServices(section: Buffer, decode: (lines: Uint8Array) => unknown[]): Notes {
  let known: readonly ServiceNote[] | undefined;
  return () => {
    const lines = notesOf(section);
    return (known ??= lines && (decode(lines) as ServiceNote[]));
  };
}

/** The notes after Services were taken out and others put in. */
export function patchedServiceNotes(
  ofOrigin: Notes,
  gone: ReadonlySet<string>,
  put: ReadonlyMap<string, KubeObject>,
): Notes {
  let known: readonly ServiceNote[] | undefined;
  return () => {
    if (known) return known;
    const isLeft = ([namespace, name]: ServiceNote): boolean => {
      const key = objectKey(namespace, name);
      return !gone.has(key) && !put.has(key);
    };
    const left = ofOrigin()?.filter(isLeft);
    return (known = left && [...left, ...serviceNotes(put)].sort(compareNotes));
  };
}
