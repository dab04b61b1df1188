import type { KubeObject } from '../../api/meta.ts';
import { startedAt } from '../pod-start.ts';
import { facts } from '../service-ledger.ts';
import type { Transaction } from '../transaction.ts';

/**
 * What the dump tells about the order of things: Services by the time they were made become the ledger's first revisions, and
 * pods started at the revision of the last Service that was there by then. Times are whole seconds: of the same second, the
 * Service was first.
 */
export function recordHistory(tx: Transaction): void {
  const services = [...tx.all('services').values()]
    .map((object) => ({ object, made: madeAt(object) }))
    .sort((a, b) => a.made - b.made);
  tx.setLedger(
    services.map(({ object }, i) => ({
      revision: i + 1,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
      service: facts(object),
    })),
  );
  tx.advanceRevision(services.length);
  const times = services.map(({ made }) => made);
  for (const pod of tx.all('pods').values()) {
    const { uid } = pod.metadata;
    const start = startedAt(pod);
    if (uid && !Number.isNaN(start)) tx.setPodStart(uid, countUpTo(times, start));
  }
}

/** Milliseconds since the epoch; 0 for an object that does not say: it was always there. */
function madeAt({ metadata }: KubeObject): number {
  const made = Date.parse(metadata.creationTimestamp ?? '');
  return Number.isNaN(made) ? 0 : made;
}

/** How many of the sorted times are not after `limit`. */
function countUpTo(times: readonly number[], limit: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
