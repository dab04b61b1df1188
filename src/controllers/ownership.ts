import type { KubeObject, LabelSelector } from '../api/meta.ts';
import type { Transaction } from '../cluster/transaction.ts';
import { matchesSelector } from './selector.ts';
import { controllerOf, controllerReference } from './writes.ts';

/** Objects of one resource by the uid of their controller, and those that have none by namespace. Built once a run. */
export class OwnerIndex<T extends KubeObject> {
  readonly #owned = new Map<string, T[]>();
  readonly #orphans = new Map<string, T[]>();

  /** Only what `owners` (uids) control, where they are given. */
  constructor(objects: Iterable<T>, owners?: ReadonlySet<string>) {
    for (const object of objects) {
      const owner = controllerOf(object);
      if (owner) {
        if (!owners || owners.has(owner.uid)) push(this.#owned, owner.uid, object);
      } else push(this.#orphans, object.metadata.namespace ?? '', object);
    }
  }

  /** The objects that `owner` controls, in the order of the resource. */
  ownedBy(uid: string | undefined): readonly T[] {
    return (uid === undefined ? undefined : this.#owned.get(uid)) ?? [];
  }

  /** The objects of a namespace that nobody controls. */
  orphansIn(namespace: string | undefined): readonly T[] {
    return this.#orphans.get(namespace ?? '') ?? [];
  }
}

/**
 * What `owner` controls after taking in orphans that its selector matches and letting go of dependents that it no longer
 * matches (kube-controller-manager's ControllerRefManager). Objects being deleted are neither taken nor let go.
 */
export function claim<T extends KubeObject>(
  tx: Transaction,
  plural: string,
  owner: KubeObject,
  selector: LabelSelector,
  index: OwnerIndex<T>,
): T[] {
  const claimed: T[] = [];
  const ownerIsGoing = owner.metadata.deletionTimestamp !== undefined;
  for (const object of index.ownedBy(owner.metadata.uid)) {
    const matches = matchesSelector(selector, object.metadata.labels);
    if (matches || ownerIsGoing || object.metadata.deletionTimestamp !== undefined) claimed.push(object);
    else release(tx, plural, object, owner);
  }
  if (ownerIsGoing) return claimed;
  for (const object of index.orphansIn(owner.metadata.namespace)) {
    if (object.metadata.deletionTimestamp !== undefined || !matchesSelector(selector, object.metadata.labels)) continue;
    const references = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
    claimed.push(tx.put(plural, { ...object, metadata: { ...object.metadata, ownerReferences: references } }) as T);
  }
  return claimed;
}

function release(tx: Transaction, plural: string, object: KubeObject, owner: KubeObject): void {
  const { ownerReferences, ...metadata } = object.metadata;
  const others = (ownerReferences ?? []).filter(({ uid }) => uid !== owner.metadata.uid);
  tx.put(plural, { ...object, metadata: others.length > 0 ? { ...metadata, ownerReferences: others } : metadata });
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
