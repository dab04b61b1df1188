import type { Cluster } from '../cluster/cluster.ts';
import type { StateStore } from './store.ts';

/** A cluster in memory: for tests, and for commands that ask questions about manifests without keeping them. */
export class MemoryStateStore implements StateStore {
  readonly location: string;
  #cluster: Cluster | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(cluster?: Cluster, location = 'memory') {
    this.#cluster = cluster;
    this.location = location;
  }

  read(): Promise<Cluster | undefined> {
    return Promise.resolve(this.#cluster);
  }

  /** Nobody else changes it. */
  damage(): undefined {
    return undefined;
  }

  update(change: (cluster: Cluster | undefined) => Cluster | Promise<Cluster>): Promise<Cluster> {
    const next = this.#queue.then(async () => (this.#cluster = await change(this.#cluster)));
    this.#queue = next.catch(() => undefined);
    return next;
  }
}
