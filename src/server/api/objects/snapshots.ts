import type { Cluster } from '../../../cluster/cluster.ts';

/** Lists that are read in pieces stay what they were at their first piece, this many at a time. */
const MOST = 32;
/** Milliseconds: upstream compacts after five minutes. */
const LIFE = 5 * 60_000;

/** Clusters of the near past by revision. They share their objects: keeping some costs little. */
export class Snapshots {
  readonly #kept = new Map<number, { readonly cluster: Cluster; readonly until: number }>();

  keep(cluster: Cluster, now: number): void {
    this.#kept.delete(cluster.revision);
    this.#kept.set(cluster.revision, { cluster, until: now + LIFE });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
  }

  at(revision: number, now: number): Cluster | undefined {
    const found = this.#kept.get(revision);
    if (found && found.until >= now) return found.cluster;
    this.#kept.delete(revision);
    return undefined;
  }
}
