import type { Pod } from '../../api/pod/type.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import type { Context } from '../context.ts';
import { millis } from '../pod-state.ts';
import { withEntries } from '../writes.ts';

/**
 * Asks for a pod's deletion as the API server does: one that is on no node goes at once, any other is marked with the moment
 * by which it has to be gone and left to its kubelet.
 */
export function deletePod(tx: Transaction, pod: Pod, graceSeconds?: number): void {
  const { namespace = '', name } = pod.metadata;
  const current = tx.get('pods', namespace, name) as Pod | undefined;
  if (!current) return;
  const grace = graceSeconds ?? current.spec.terminationGracePeriodSeconds ?? 30;
  if (grace === 0 || !current.spec.nodeName) {
    tx.remove('pods', namespace, name);
    return;
  }
  if (current.metadata.deletionTimestamp === undefined) tx.put('pods', markedForDeletion(tx, current, grace));
}

/** The pod with its deletion requested now, to be over `grace` seconds later. */
export function markedForDeletion(tx: Transaction, pod: Pod, grace: number): Pod {
  const by = new Date(tx.now + grace * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const { generation } = pod.metadata;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      deletionTimestamp: by,
      deletionGracePeriodSeconds: grace,
      ...(generation === undefined ? {} : { generation: generation + 1 }),
    },
  };
}

/** Annotation: `"terminating"` keeps a pod that is being deleted alive for as long as it stays. */
export const HOLD = 'kubesim.dev/hold';

/**
 * Puts the pod into termination and holds it there: endpoints follow, connections drain, and it goes once the annotation
 * `kubesim.dev/hold` is taken off. `terminating: false` takes it off.
 */
export function setPodTerminating(tx: Transaction, namespace: string, name: string, terminating = true): void {
  const pod = tx.get('pods', namespace, name) as Pod | undefined;
  if (!pod) throw new RangeError(`no pod ${namespace}/${name}`);
  const { annotations: _, ...metadata } = pod.metadata;
  const annotations = withEntries(pod.metadata.annotations, { [HOLD]: terminating ? 'terminating' : undefined });
  const held: Pod = { ...pod, metadata: annotations ? { ...metadata, annotations } : metadata };
  const isMarked = pod.metadata.deletionTimestamp !== undefined;
  const grace = pod.spec.terminationGracePeriodSeconds ?? 30;
  tx.put('pods', terminating && !isMarked ? markedForDeletion(tx, held, grace) : held);
}

/**
 * Whether a pod being deleted has come to its end: at once in the instant pace, when its containers have had time to stop in
 * the timed one. A pod that a dump brought in terminating stays so.
 */
export function mayGo({ tx, pace }: Context, before: Pod | undefined, pod: Pod): boolean {
  const { annotations, finalizers = [], deletionTimestamp, deletionGracePeriodSeconds = 30 } = pod.metadata;
  if (annotations?.[HOLD] === 'terminating' || finalizers.length > 0) return false;
  const wasHeld = before?.metadata.annotations?.[HOLD] === 'terminating';
  const cameTerminating = before?.metadata.uid === pod.metadata.uid && before?.metadata.deletionTimestamp !== undefined;
  if (pace.kind === 'instant') return wasHeld || !cameTerminating || !tx.config.imported;
  const requested = millis(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
  return tx.now >= Math.min(millis(deletionTimestamp), requested + pace.stopAfter);
}
