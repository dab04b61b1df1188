import { sameJson } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { readEntries, writeEntries, type Entry } from './entries.ts';
import { fieldValues } from './field-paths.ts';

export interface Tracking {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
  /** RFC 3339 */
  readonly now: string;
}

/**
 * The object with its managedFields brought up to what an update makes of it: the manager owns from now on what it changed,
 * nobody owns what is gone. Upstream's Update of structured-merge-diff.
 */
export function tracked(object: KubeObject, before: KubeObject | undefined, by: Tracking): KubeObject {
  const { manager, operation, subresource = '', now } = by;
  const entries = readEntries(before);
  const known = subresource === 'scale' ? '' : subresource;
  const old = before ? fieldValues(before, object.kind, known) : new Map<string, never>();
  const next = fieldValues(object, object.kind, known);
  const changed = [...next].filter(
    ([key, { value }]) => (old.get(key) as { value?: string } | undefined)?.value !== value,
  );
  const isGone = (key: string): boolean => old.has(key) && !next.has(key);
  if (changed.length === 0 && ![...old.keys()].some(isGone)) return withEntries(object, before, entries);
  const taken = new Set(changed.map(([key]) => key));
  const isOwn = (entry: Entry): boolean =>
    entry.manager === manager && entry.operation === operation && entry.subresource === subresource;
  const own = entries.find(isOwn);
  const rest = entries.map((entry): Entry => {
    const fields = new Map([...entry.fields].filter(([key]) => !isGone(key) && (isOwn(entry) || !taken.has(key))));
    return { ...entry, fields };
  });
  const fields = new Map(rest.find(isOwn)?.fields);
  for (const [key, { steps }] of changed) fields.set(key, steps);
  const entry: Entry = {
    manager,
    operation,
    apiVersion: object.apiVersion,
    subresource,
    time: changed.length > 0 ? now : (own?.time ?? now),
    fields,
  };
  return withEntries(object, before, [...rest.filter((one) => !isOwn(one)), entry]);
}

/** The object with these owners; written anew only if they differ from those it had. */
export function withEntries(object: KubeObject, before: KubeObject | undefined, entries: readonly Entry[]): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const written = writeEntries(entries);
  const last = before?.metadata.managedFields;
  if (written.length === 0) return { ...object, metadata };
  return { ...object, metadata: { ...metadata, managedFields: sameJson(written, last) && last ? last : written } };
}
