import type { Namespace } from '../api/namespace/type.ts';
import type { KubeObject } from '../api/meta.ts';
import { resource, type Resource } from '../api/resource.ts';
import { forbiddenError, notFoundError } from './refusals.ts';
import type { Transaction } from './transaction.ts';

/** Namespaces that the API server lets nobody delete (the NamespaceLifecycle admission plug-in). */
const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Throws StatusError unless new objects may be put into the namespace: 404 if it is missing, 403 while it is terminating. */
export function checkNamespaceOpen(tx: Transaction, of: Resource, namespace: string, name: string): void {
  const found = tx.get('namespaces', '', namespace) as Namespace | undefined;
  if (!found) throw notFoundError(resource('namespaces'), namespace);
  if (!isTerminating(found)) return;
  const because = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw forbiddenError(of, name, because, {
    causes: [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  });
}

/** Throws StatusError (403) for a namespace that may not be deleted. */
export function checkNamespaceDeletable(name: string): void {
  if (!IMMORTAL.has(name)) return;
  throw forbiddenError(resource('namespaces'), name, 'this namespace may not be deleted');
}

export function isTerminating(namespace: KubeObject): boolean {
  return namespace.metadata.deletionTimestamp !== undefined || (namespace as Namespace).status?.phase === 'Terminating';
}
