import type { KubeObject, ObjectMeta } from '../api/meta.ts';
import type { Pod } from '../api/pod/type.ts';
import { resource } from '../api/resource.ts';
import { checkNamespaceDeletable, isTerminating } from './namespaces.ts';
import { notFoundError } from './refusals.ts';
import type { Transaction } from './transaction.ts';
import { checkPreconditions } from './update.ts';

/** One object, by the key under which the cluster keeps it. */
export interface ObjectRef {
  /** `services` */
  readonly plural: string;
  /** '' for cluster-scoped resources */
  readonly namespace: string;
  readonly name: string;
}

export interface DeleteOptions {
  /** What becomes of dependents; garbage collection (garbage.ts) carries it out. Default: Background. */
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  /** Pods only. Missing: the pod's own terminationGracePeriodSeconds; 0: gone at once. */
  readonly gracePeriodSeconds?: number;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

export interface Deleted {
  /** The object as it was last, or as it now waits to be gone (with a deletionTimestamp). */
  readonly object: KubeObject;
  /** False: it waits for its finalizers, its grace period (the kubelet) or, a namespace, for its content to go. */
  readonly gone: boolean;
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** Deletes as the API server does for a DELETE. Throws StatusError (404, 409, 403 for system namespaces). */
export function deleteObject(tx: Transaction, ref: ObjectRef, options: DeleteOptions = {}): Deleted {
  const of = resource(ref.plural);
  if (of.plural === 'namespaces') checkNamespaceDeletable(ref.name);
  const current = tx.get(ref.plural, ref.namespace, ref.name);
  if (!current) throw notFoundError(of, ref.name);
  checkPreconditions(of, current, options);
  if (of.plural === 'namespaces') return { object: terminate(tx, current), gone: false };
  const grace = of.plural === 'pods' ? podGrace(current as Pod, options.gracePeriodSeconds) : 0;
  const finalizers = withPropagation(current.metadata.finalizers ?? [], options.propagation);
  if (grace === 0 && finalizers.length === 0) return { object: removeObject(tx, ref) ?? current, gone: true };
  const metadata: ObjectMeta = { ...current.metadata, ...deadline(tx, current.metadata, grace) };
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  const changed = metadata.deletionTimestamp !== current.metadata.deletionTimestamp;
  const same = !changed && finalizers.length === (current.metadata.finalizers ?? []).length;
  return { object: same ? current : tx.put(ref.plural, { ...current, metadata }), gone: false };
}

/** Takes the object out at once, whatever it waits for; with a Service goes the Endpoints object of its name. */
export function removeObject(tx: Transaction, { plural, namespace, name }: ObjectRef): KubeObject | undefined {
  if (plural === 'services') tx.remove('endpoints', namespace, name);
  return tx.remove(plural, namespace, name);
}

/** A namespace stays, Terminating, until nothing is left in it. */
function terminate(tx: Transaction, namespace: KubeObject): KubeObject {
  if (isTerminating(namespace)) return namespace;
  return tx.put('namespaces', {
    ...namespace,
    metadata: { ...namespace.metadata, deletionTimestamp: tx.timestamp() },
    status: { phase: 'Terminating' },
  });
}

/** Seconds a pod gets to stop: none if no kubelet has it or its containers have ended (upstream's podStrategy.CheckGracefulDelete). */
function podGrace(pod: Pod, asked: number | undefined): number {
  const wanted = asked ?? pod.spec?.terminationGracePeriodSeconds ?? 30;
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0;
  return Math.max(0, Math.floor(wanted));
}

/** A second request may only shorten the wait. */
function deadline(tx: Transaction, current: ObjectMeta, grace: number): Partial<ObjectMeta> {
  const at = tx.now + grace * 1000;
  const before = Date.parse(current.deletionTimestamp ?? '');
  if (before <= at) return {};
  const deletionTimestamp = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  return { deletionTimestamp, deletionGracePeriodSeconds: grace };
}

function withPropagation(finalizers: readonly string[], propagation: DeleteOptions['propagation']): string[] {
  if (propagation === undefined) return [...finalizers];
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  if (propagation === 'Orphan') return [...others, ORPHAN];
  return propagation === 'Foreground' ? [...others, FOREGROUND] : others;
}
