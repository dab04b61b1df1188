import type { KubeObject } from '../api/meta.ts';
import { NAMESPACED } from './object-kinds.ts';
import { deleteObject, removeObject, type ObjectRef } from './delete.ts';
import { Grouping } from './grouping.ts';
import type { Transaction } from './transaction.ts';

/** Finalizers of the garbage collector itself: their owners wait for it. */
const OWN_FINALIZERS = ['orphan', 'foregroundDeletion'];
const WAITING = 'waiting';

/** Each resource's objects by uid, by the uid of each owner, and those that wait for the collector. */
const indexes = new Map(
  [...NAMESPACED.map(({ plural }) => plural), 'nodes'].map((plural) => [plural, new Grouping(keysOf)]),
);

function keysOf({ metadata }: KubeObject): string[] {
  const { uid, ownerReferences = [], deletionTimestamp, finalizers = [] } = metadata;
  const isWaiting = deletionTimestamp !== undefined && finalizers.some((each) => OWN_FINALIZERS.includes(each));
  const owners = new Set(ownerReferences.map((owner) => ownedBy(owner.uid)));
  return [...(uid === undefined ? [] : [uid]), ...owners, ...(isWaiting ? [WAITING] : [])];
}

function ownedBy(uid: string): string {
  return `of ${uid}`;
}

interface Member {
  readonly ref: ObjectRef;
  readonly object: KubeObject;
}

/** The objects of all resources under a key of the index. */
function members(tx: Transaction, key: string): Member[] {
  return [...indexes].flatMap(([plural, index]) => (index.in(tx, plural).get(key) ?? []).map((object) => member(plural, object))); // prettier-ignore
}

function member(plural: string, object: KubeObject): Member {
  const { namespace = '', name } = object.metadata;
  return { ref: { plural, namespace, name }, object };
}

/**
 * One round of what kube-controller-manager's garbage collector does: deletes objects all of whose owners are gone, lets
 * go of the dependents of owners deleted with Orphan, and ends owners deleted with Foreground once their blocking
 * dependents are gone. Returns whether it wrote anything: call it until it does not. With `removed`, only dependents of those
 * owners (uids) go: a dump may lack owners that its objects name.
 */
export function collectGarbage(tx: Transaction, removed?: ReadonlySet<string>): boolean {
  const before = tx.changes.length;
  const candidates = removed ? [...removed].flatMap((uid) => members(tx, ownedBy(uid))) : allOwned(tx);
  for (const { ref, object } of candidates) {
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.some((owner) => members(tx, owner.uid).length > 0) || isGone(tx, ref, object)) continue;
    if (!object.metadata.deletionTimestamp) deleteObject(tx, ref);
  }
  for (const owner of members(tx, WAITING)) finishOwner(tx, owner);
  return tx.changes.length > before;
}

/** Whether an owner is being deleted that goes, or lets its dependents go, only by the collector. */
export function hasWaitingOwners(tx: Transaction): boolean {
  return members(tx, WAITING).length > 0;
}

function allOwned(tx: Transaction): Member[] {
  return [...indexes.keys()].flatMap((plural) =>
    [...tx.all(plural).values()]
      .filter(({ metadata }) => (metadata.ownerReferences ?? []).length > 0)
      .map((object) => member(plural, object)),
  );
}

/** An owner that waits with one of the garbage collector's own finalizers. */
function finishOwner(tx: Transaction, { ref, object: owner }: Member): void {
  const { finalizers = [], uid = '' } = owner.metadata;
  const dependents = members(tx, ownedBy(uid));
  if (finalizers.includes('orphan')) {
    for (const dependent of dependents) release(tx, dependent.ref, uid);
    withoutFinalizer(tx, ref, 'orphan');
  } else {
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
