import type { KubeObject } from '../../../api/meta.ts';

/** One change of one object, as watches tell it. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Of the change; rises from event to event. */
  readonly revision: number;
  /** As it is now; of a deleted one the last state, under the revision of its removal. */
  readonly object: KubeObject;
  readonly before: KubeObject | undefined;
}

/**
 * The last changes of one resource. Watches read from it by sequence number, each at its own speed: a slow one costs no memory,
 * it only falls out at the end.
 */
export class EventRing {
  readonly #capacity: number;
  #events: WatchEvent[] = [];
  /** Sequence number of the first event kept. */
  #first = 0;
  /** Watches from before this revision would miss events. */
  #floor: number;

  constructor(floor: number, capacity: number) {
    this.#floor = floor;
    this.#capacity = capacity;
  }

  append(event: WatchEvent): void {
    this.#events.push(event);
    // Cut in one go now and then: shifting each time would cost as much as the ring is long.
    if (this.#events.length < this.#capacity * 2) return;
    const dropped = this.#events.splice(0, this.#events.length - this.#capacity);
    this.#first += dropped.length;
    this.#floor = dropped.at(-1)?.revision ?? this.#floor;
  }

  /** Forgets everything: what came before cannot be told any more. */
  reset(floor: number): void {
    this.#first += this.#events.length;
    this.#events = [];
    this.#floor = floor;
  }

  /** The sequence number that the next event will have. */
  get end(): number {
    return this.#first + this.#events.length;
  }

  /** The sequence number of the first event after `revision`; undefined if events after it are gone already. */
  after(revision: number): number | undefined {
    if (revision < this.#floor) return undefined;
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.revision ?? 0) > revision) high = middle;
      else low = middle + 1;
    }
    return this.#first + low;
  }

  /** The event with this sequence number; undefined for one that is gone or still to come (`isGone` tells which). */
  at(sequence: number): WatchEvent | undefined {
    return this.#events[sequence - this.#first];
  }

  isGone(sequence: number): boolean {
    return sequence < this.#first;
  }
}
