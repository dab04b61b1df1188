import type { KubeObject } from '../api/meta.ts';
import { NAMESPACED } from './object-kinds.ts';
import { deleteObject, removeObject, type ObjectRef } from './delete.ts';
import type { Transaction } from './transaction.ts';

/**
 * One round of what kube-controller-manager's garbage collector does: deletes objects all of whose owners are gone, lets
 * go of the dependents of owners deleted with Orphan, and ends owners deleted with Foreground once their blocking
 * dependents are gone. Returns whether it wrote anything: call it until it does not. With `removed`, only dependents of those
 * owners (uids) go: a dump may lack owners that its objects name.
 */
export function collectGarbage(tx: Transaction, removed?: ReadonlySet<string>): boolean {
  const before = tx.changes.length;
  const owned = new Map<string, { ref: ObjectRef; object: KubeObject }[]>();
  const alive = new Set<string>();
  for (const of of NAMESPACED) {
    for (const object of tx.all(of.plural).values()) {
      const { uid, namespace = '', name, ownerReferences = [] } = object.metadata;
      if (uid) alive.add(uid);
      for (const owner of ownerReferences) {
        const known = owned.get(owner.uid) ?? [];
        known.push({ ref: { plural: of.plural, namespace, name }, object });
        owned.set(owner.uid, known);
      }
    }
  }
  for (const node of tx.all('nodes').values()) if (node.metadata.uid) alive.add(node.metadata.uid);
  for (const dependents of owned.values()) {
    for (const { ref, object } of dependents) {
      const owners = object.metadata.ownerReferences ?? [];
      if (removed && !owners.some((owner) => removed.has(owner.uid))) continue;
      if (owners.some((owner) => alive.has(owner.uid)) || isGone(tx, ref, object)) continue;
      if (!object.metadata.deletionTimestamp) deleteObject(tx, ref);
    }
  }
  finishOwners(tx, owned);
  return tx.changes.length > before;
}

/** Owners that wait with one of the garbage collector's own finalizers. */
function finishOwners(
  tx: Transaction,
  owned: ReadonlyMap<string, readonly { ref: ObjectRef; object: KubeObject }[]>,
): void {
  for (const of of NAMESPACED) {
    const waiting = [...tx.all(of.plural).values()].filter(
      ({ metadata }) => metadata.deletionTimestamp && (metadata.finalizers ?? []).length > 0,
    );
    for (const owner of waiting) {
      const { finalizers = [], namespace = '', name, uid = '' } = owner.metadata;
      const ref: ObjectRef = { plural: of.plural, namespace, name };
      const dependents = (owned.get(uid) ?? []).filter((entry) => !isGone(tx, entry.ref, entry.object));
      if (finalizers.includes('orphan')) {
        for (const dependent of dependents) release(tx, dependent.ref, uid);
        withoutFinalizer(tx, ref, 'orphan');
      } else if (finalizers.includes('foregroundDeletion')) {
        const blocking = dependents.filter(({ object }) =>
          object.metadata.ownerReferences?.some((entry) => entry.uid === uid && entry.blockOwnerDeletion === true),
        );
        for (const dependent of blocking) {
          if (dependent.object.metadata.deletionTimestamp) continue;
          deleteObject(tx, dependent.ref, { propagation: 'Foreground' });
        }
        if (blocking.length === 0) withoutFinalizer(tx, ref, 'foregroundDeletion');
      }
    }
  }
}

function isGone(tx: Transaction, { plural, namespace, name }: ObjectRef, object: KubeObject): boolean {
  return tx.get(plural, namespace, name)?.metadata.uid !== object.metadata.uid;
}

/** The dependent without its reference to that owner. */
function release(tx: Transaction, { plural, namespace, name }: ObjectRef, uid: string): void {
  const object = tx.get(plural, namespace, name);
  if (!object) return;
  const ownerReferences = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
  tx.put(plural, { ...object, metadata: { ...object.metadata, ownerReferences } });
}

function withoutFinalizer(tx: Transaction, ref: ObjectRef, finalizer: string): void {
  const object = tx.get(ref.plural, ref.namespace, ref.name);
  if (!object) return;
  const finalizers = (object.metadata.finalizers ?? []).filter((entry) => entry !== finalizer);
  if (finalizers.length === 0) removeObject(tx, ref);
  else tx.put(ref.plural, { ...object, metadata: { ...object.metadata, finalizers } });
}
