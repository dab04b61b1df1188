import type { Namespace } from '../../api/namespace/type.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Pod } from '../../api/pod/type.ts';
import { RESOURCES, type Resource } from '../../api/resource.ts';
import { deleteObject, removeObject } from '../../cluster/delete.ts';
import { finalizeNamespace } from '../../cluster/namespaces.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import type { Context } from '../context.ts';
import { sameJson } from '../equality.ts';
import { deletePod } from '../kubelet/termination.ts';
import { deletionConditions, type Remaining } from './conditions.ts';

/**
 * Empties namespaces that are being deleted, says what is left in them, and takes its own finalizer off those that are empty:
 * with the last finalizer they go.
 */
export function runNamespaces({ tx, scope }: Context): boolean {
  const terminating = ([...tx.all('namespaces').values()] as Namespace[]).filter(
    ({ metadata }) => metadata.deletionTimestamp !== undefined,
  );
  if (terminating.length === 0 || !scope.has(...RESOURCES.map(({ plural }) => plural))) return false;
  const before = tx.changes.length;
  for (const { metadata } of terminating) {
    const remaining = RESOURCES.filter(({ namespaced }) => namespaced).flatMap((of) => emptied(tx, of, metadata.name));
    const namespace = tx.get('namespaces', '', metadata.name) as Namespace | undefined;
    if (!namespace) continue;
    if (remaining.length > 0) tell(tx, namespace, remaining);
    else
      finalizeNamespace(
        tx,
        namespace,
        (namespace.spec?.finalizers ?? []).filter((one) => one !== 'kubernetes'),
      );
  }
  return tx.changes.length !== before;
}

/** Deletes all of one kind that is in the namespace; returns what has to wait for something. */
function emptied(tx: Transaction, of: Resource, namespace: string): Remaining[] {
  const own = [...tx.all(of.plural).values()].filter((object) => object.metadata.namespace === namespace);
  const objects = own.flatMap((object): KubeObject[] => {
    const ref = { plural: of.plural, namespace, name: object.metadata.name };
    if (object.metadata.finalizers?.length) deleteObject(tx, ref);
    else if (of.plural === 'pods') deletePod(tx, object as Pod);
    else removeObject(tx, ref);
    const left = tx.get(ref.plural, namespace, ref.name);
    return left ? [left] : [];
  });
  return objects.length > 0 ? [{ of, objects }] : [];
}

function tell(tx: Transaction, namespace: Namespace, remaining: readonly Remaining[]): void {
  const conditions = deletionConditions(namespace.status?.conditions, remaining, tx.timestamp());
  if (sameJson(conditions, namespace.status?.conditions)) return;
  tx.put('namespaces', { ...namespace, status: { phase: 'Terminating', conditions } });
}
