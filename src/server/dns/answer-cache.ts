import type { ObjectMap } from '../../cluster/cluster.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { difference } from '../../cluster/grouping.ts';

interface Entry {
  readonly bytes: Uint8Array;
  /** `namespace/name` of the Service that decides the answer; undefined: any change may. */
  readonly dependsOn: string | undefined;
}

const ENTRY_LIMIT = 100_000;
const BYTE_LIMIT = 32 << 20;

/** What any change of makes every answer doubtful. */
const EVERYTHING = ['namespaces', 'configmaps'];

/**
 * Encoded answers by the bytes of the query behind its id. Bounded: when it is full it starts anew. A new state of the
 * cluster drops only the answers that it can have changed.
 */
export class AnswerCache {
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Uint8Array | undefined {
    return this.#entries.get(key)?.bytes;
  }

  set(key: string, bytes: Uint8Array, dependsOn: string | undefined): void {
    if (this.#entries.size >= ENTRY_LIMIT || this.#bytes > BYTE_LIMIT) this.clear();
    this.#entries.set(key, { bytes, dependsOn });
    this.#bytes += bytes.length + key.length;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  /** Forgets what the step from one state of the cluster to the next can have changed. */
  follow(before: Cluster, after: Cluster): void {
    if (before.config !== after.config && JSON.stringify(before.config) !== JSON.stringify(after.config))
      return this.clear();
    if (EVERYTHING.some((plural) => hasChanged(before.all(plural), after.all(plural)))) return this.clear();
    const changed = new Set<string>();
    for (const plural of ['services', 'endpointslices']) {
      if (before.all(plural) === after.all(plural)) continue;
      const { gone, come } = difference(before.all(plural), after.all(plural));
      for (const { metadata } of [...gone, ...come]) {
        const name = plural === 'services' ? metadata.name : (metadata.labels?.['kubernetes.io/service-name'] ?? '');
        changed.add(`${metadata.namespace ?? 'default'}/${name}`);
      }
    }
    for (const [key, { bytes, dependsOn }] of this.#entries) {
      if (dependsOn !== undefined && !changed.has(dependsOn)) continue;
      this.#entries.delete(key);
      this.#bytes -= bytes.length + key.length;
    }
  }
}

function hasChanged(before: ObjectMap, after: ObjectMap): boolean {
  if (before === after) return false;
  const { gone, come } = difference(before, after);
  return gone.length + come.length > 0;
}
