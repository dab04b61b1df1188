import type { Event } from '../api/event/type.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Transaction } from '../cluster/transaction.ts';
import { millis } from './pod-state.ts';
import { create } from './writes.ts';

/** The API server forgets events after an hour (--event-ttl); we also keep no more than fit on a few screens. */
const TIME_TO_LIVE = 3_600_000;
const KEPT = 400;

export interface Happening {
  readonly about: KubeObject;
  readonly type?: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** The program that reports it: `kubelet`, `deployment-controller`. */
  readonly component: string;
  /** The node, for the kubelet. */
  readonly host?: string;
  /** `spec.containers{web}` */
  readonly fieldPath?: string;
}

/** Collects what controllers report, and writes the latest of it once they have settled. */
export class EventRecorder {
  #pending: Happening[] = [];

  record(happening: Happening): void {
    this.#pending.push(happening);
    if (this.#pending.length > 4 * KEPT) this.#pending = this.#pending.slice(-KEPT);
  }

  /** Writes what was collected; repeated ones add to the count of the first. Drops events that are too old or too many. */
  flush(tx: Transaction): void {
    if (this.#pending.length === 0) return;
    const known = new Map<string, Event>();
    for (const event of tx.all('events').values() as Iterable<Event>) known.set(identity(event), event);
    for (const happening of this.#pending.slice(-KEPT)) {
      const event = eventOf(tx, happening);
      const earlier = known.get(identity(event));
      const written = earlier
        ? (tx.put('events', { ...earlier, count: (earlier.count ?? 1) + 1, lastTimestamp: tx.timestamp() }) as Event)
        : create(tx, 'events', event);
      known.set(identity(written), written);
    }
    this.#pending = [];
    const all = [...tx.all('events').values()] as Event[];
    const outdated = all.filter((event) => millis(event.lastTimestamp) < tx.now - TIME_TO_LIVE);
    const young = all.filter((event) => !outdated.includes(event));
    for (const event of [...outdated, ...young.slice(0, Math.max(0, young.length - KEPT))]) {
      tx.remove('events', event.metadata.namespace ?? '', event.metadata.name);
    }
  }
}

function eventOf(tx: Transaction, happening: Happening): Event {
  const { about, component, host, fieldPath } = happening;
  const namespace = about.metadata.namespace ?? 'default';
  const stamp = tx.timestamp();
  // Within a millisecond the revision tells events apart, so that their names order them by time as in life.
  const nanoseconds = BigInt(tx.now) * 1_000_000n + BigInt(tx.revision % 1_000_000);
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${about.metadata.name}.${nanoseconds.toString(16)}`, namespace },
    involvedObject: {
      apiVersion: about.apiVersion,
      kind: about.kind,
      name: about.metadata.name,
      ...(about.metadata.namespace === undefined ? {} : { namespace: about.metadata.namespace }),
      ...(about.metadata.resourceVersion === undefined ? {} : { resourceVersion: about.metadata.resourceVersion }),
      ...(about.metadata.uid === undefined ? {} : { uid: about.metadata.uid }),
      ...(fieldPath === undefined ? {} : { fieldPath }),
    },
    reason: happening.reason,
    message: happening.message,
    type: happening.type ?? 'Normal',
    source: host === undefined ? { component } : { component, host },
    firstTimestamp: stamp,
    lastTimestamp: stamp,
    count: 1,
    eventTime: null,
    reportingComponent: component,
    reportingInstance: host ?? '',
  };
}

function identity(event: Event): string {
  const { involvedObject: about } = event;
  return [about.kind, about.uid, about.fieldPath, event.reason, event.message].join('\n');
}
