import type { Cluster } from '../cluster/cluster.ts';
import { withLock } from './lock.ts';
import { append, damageOf, load, replace, stampAt, type Known } from './state-file.ts';
import type { StateError, StateStore } from './store.ts';

/**
 * A cluster in one local file. A write puts what changed behind the rest, and now and then writes the file anew: an interrupted
 * one leaves the old state or the new one.
 */
export class FileStateStore implements StateStore {
  readonly location: string;
  /** What was read or written last: a server asks again and again about a file that did not change. */
  #known: Known | undefined;

  constructor(location: string) {
    this.location = location;
  }

  read(): Promise<Cluster | undefined> {
    return Promise.resolve(this.readNow());
  }

  /** Like `read`, at once. */
  readNow(): Cluster | undefined {
    return this.#look()?.cluster;
  }

  damage(): StateError | undefined {
    return damageOf(this.location);
  }

  update(change: (cluster: Cluster | undefined) => Cluster | Promise<Cluster>): Promise<Cluster> {
    return withLock(this.location, async () => {
      const known = this.#look();
      const after = await change(known?.cluster);
      if (after !== known?.cluster) {
        this.#known = (known && append(this.location, known, after)) ?? replace(this.location, after);
      }
      return after;
    });
  }

  #look(): Known | undefined {
    const stamp = stampAt(this.location);
    if (stamp === undefined || stamp !== this.#known?.stamp) this.#known = stamp === undefined ? undefined : load(this.location, this.#known); // prettier-ignore
    return this.#known;
  }
}
