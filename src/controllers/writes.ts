import type { KubeObject, OwnerReference } from '../api/meta.ts';
import { compact, sameJson } from './equality.ts';
import { uuid } from '../cluster/names.ts';
import type { Transaction } from '../cluster/transaction.ts';

/** Stores a new object with a uid and a creation time, as the API server gives them. Returns it as stored. */
export function create<T extends KubeObject>(tx: Transaction, plural: string, object: T): T {
  const metadata = compact({
    ...object.metadata,
    creationTimestamp: object.metadata.creationTimestamp ?? tx.timestamp(),
    uid: object.metadata.uid ?? uuid(tx.random),
  });
  return tx.put(plural, { ...object, metadata }) as T;
}

/** Stores `next` if it differs from `current`. Returns whether it did. */
export function update<T extends KubeObject>(tx: Transaction, plural: string, current: T, next: T): boolean {
  if (sameJson(current, next)) return false;
  tx.put(plural, next);
  return true;
}

/** The same, with metadata.generation one up where anything beside metadata and status differs: a change of what is wanted. */
export function updateSpec<T extends KubeObject>(tx: Transaction, plural: string, current: T, next: T): boolean {
  if (sameJson(current, next)) return false;
  const { generation } = current.metadata;
  const wanted = (object: T): unknown => ({ ...object, metadata: null, status: null });
  const moved = generation !== undefined && !sameJson(wanted(current), wanted(next));
  tx.put(plural, moved ? { ...next, metadata: { ...next.metadata, generation: generation + 1 } } : next);
  return true;
}

/** The reference by which `owner` controls its dependents. */
export function controllerReference(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  return {
    apiVersion,
    blockOwnerDeletion: true,
    controller: true,
    kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
  };
}

/** The reference of the controller that owns the object, if one does. */
export function controllerOf(object: KubeObject | undefined): OwnerReference | undefined {
  return object?.metadata.ownerReferences?.find((reference) => reference.controller === true);
}

/** The annotations or labels with some replaced; undefined values are taken out. Undefined where nothing is left. */
export function withEntries(
  base: Record<string, string> | undefined,
  entries: Record<string, string | undefined>,
): Record<string, string> | undefined {
  const merged: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...base, ...entries })) if (value !== undefined) merged[key] = value;
  return Object.keys(merged).length === 0 ? undefined : merged;
}
