import { sameJson } from '../api/go-value.ts';
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

/** The namespace with these finalizers of its content (`spec.finalizers`). With the last of all one that is being deleted goes. */
export function finalizeNamespace(tx: Transaction, namespace: Namespace, finalizers: readonly string[]): KubeObject {
  if (sameJson(namespace.spec?.finalizers ?? [], finalizers)) return namespace;
  const { finalizers: _, ...spec } = namespace.spec ?? {};
  const next: Namespace = {
    ...namespace,
    spec: finalizers.length === 0 ? spec : { ...spec, finalizers: [...finalizers] },
  };
  const stored = tx.put('namespaces', next);
  if (mayGo(next)) tx.remove('namespaces', '', namespace.metadata.name);
  return stored;
}

/** Whether nothing keeps a namespace that is being deleted. */
export function mayGo({ metadata, spec }: Namespace): boolean {
  const { deletionTimestamp, finalizers = [] } = metadata;
  return deletionTimestamp !== undefined && finalizers.length === 0 && (spec?.finalizers ?? []).length === 0;
}
