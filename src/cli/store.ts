import type { Cluster } from '../cluster/cluster.ts';
import type { StateStore } from '../state/store.ts';

/** The store behind `--state`. */
export function openStore(location: string): StateStore {
  return memory.get(location) ?? remember(location);
}

const memory = new Map<string, StateStore>();

/** Keeps clusters in memory, one for each location. */
function remember(location: string): StateStore {
  let cluster: Cluster | undefined;
  const store: StateStore = {
    location,
    read: () => Promise.resolve(cluster),
    update: async (change) => (cluster = await change(cluster)),
  };
  memory.set(location, store);
  return store;
}
