import type { Pod } from '../../api/pod/type.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import type { Pace } from '../context.ts';
import { isReady, millis } from '../pod-state.ts';
import { withEntries } from '../writes.ts';

/** Annotation: `"false"` keeps a pod unready, as a failing readiness probe does. */
export const READY = 'kubesim.dev/ready';
/** A pod of an imported dump is taken to be starting only for so long: later its readiness is what the dump says. */
const STARTING = 120_000;

/** Makes the pod's readiness probe succeed or fail from now on. Its kubelet and the endpoints follow in the next reconcile. */
export function setPodReady(tx: Transaction, namespace: string, name: string, ready: boolean): void {
  const pod = tx.get('pods', namespace, name);
  if (!pod) throw new RangeError(`no pod ${namespace}/${name}`);
  const { annotations: _, ...metadata } = pod.metadata;
  const annotations = withEntries(pod.metadata.annotations, { [READY]: ready ? 'true' : 'false' });
  tx.put('pods', { ...pod, metadata: annotations ? { ...metadata, annotations } : metadata });
}

/** Whether a started pod is to be ready now; undefined: leave it as it is. */
export function wantedReadiness(tx: Transaction, pace: Pace, before: Pod | undefined, pod: Pod): boolean | undefined {
  const wish = pod.metadata.annotations?.[READY];
  if (wish === 'false') return false;
  if (isReady(pod)) return undefined;
  if (pace.kind === 'instant') {
    const wasHeld = before?.metadata.annotations?.[READY] === 'false';
    return wish === 'true' || wasHeld || !tx.config.imported ? true : undefined;
  }
  const age = tx.now - millis(pod.status?.startTime);
  if (age < pace.readyAfter) return undefined;
  return wish === 'true' || !tx.config.imported || age < STARTING ? true : undefined;
}
