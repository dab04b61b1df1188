import type { Namespace } from '../api/namespace/type.ts';
import type { Pod } from '../api/pod/type.ts';
import { RESOURCES } from '../api/resource.ts';
import { removeObject } from '../cluster/delete.ts';
import type { Context } from './context.ts';
import { deletePod } from './kubelet/termination.ts';

/** Empties namespaces that are being deleted, and takes them away once nothing is left in them. */
export function runNamespaces({ tx, scope }: Context): boolean {
  const terminating = ([...tx.all('namespaces').values()] as Namespace[]).filter(
    ({ metadata }) => metadata.deletionTimestamp !== undefined,
  );
  if (terminating.length === 0 || !scope.has(...RESOURCES.map(({ plural }) => plural))) return false;
  const before = tx.changes.length;
  for (const { metadata } of terminating) {
    let isEmpty = true;
    for (const { plural, namespaced } of RESOURCES) {
      if (!namespaced) continue;
      const own = [...tx.all(plural).values()].filter((object) => object.metadata.namespace === metadata.name);
      for (const object of own) {
        if (plural === 'pods') deletePod(tx, object as Pod);
        else removeObject(tx, { plural, namespace: metadata.name, name: object.metadata.name });
        isEmpty &&= plural !== 'pods' || !tx.get('pods', metadata.name, object.metadata.name);
      }
    }
    if (isEmpty) tx.remove('namespaces', '', metadata.name);
  }
  return tx.changes.length !== before;
}
