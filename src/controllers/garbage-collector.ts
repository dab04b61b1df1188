import { collectGarbage as collect, hasWaitingOwners } from '../cluster/garbage.ts';
import type { Context } from './context.ts';

/** Kinds that nothing ever belongs to: their coming and going leaves no garbage. */
const NO_OWNERS = new Set(['pods', 'endpointslices', 'events']);

/** Removes what belonged to objects that were removed, and ends owners that wait for their dependents. */
export function collectGarbage({ tx, scope }: Context): boolean {
  const removed = new Set<string>();
  let isWaiting = false;
  for (const plural of scope.plurals()) {
    for (const { key, before } of scope.changes(plural)) {
      const after = tx.all(plural).get(key);
      const uid = before?.metadata.uid;
      if (uid !== undefined && after?.metadata.uid !== uid && !NO_OWNERS.has(plural)) removed.add(uid);
      const ending = after?.metadata.deletionTimestamp !== undefined;
      const owners = (after ?? before)?.metadata.ownerReferences ?? [];
      if (ending && (after?.metadata.finalizers ?? []).length > 0) isWaiting = true;
      if (!after && owners.some(({ blockOwnerDeletion }) => blockOwnerDeletion) && hasWaitingOwners(tx))
        isWaiting = true;
    }
  }
  return removed.size > 0 || isWaiting ? collect(tx, removed) : false;
}
