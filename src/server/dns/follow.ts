import { unwatchFile, watch, watchFile, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Cluster } from '../../cluster/cluster.ts';
import type { StateStore } from '../../state/store.ts';

/** Several writes in a row are read once. */
const SETTLE_MS = 40;
const LOOK_MS = 500;

/**
 * Reads the state anew whenever its file is replaced, and hands it to `changed`; a state that cannot be read is told to `failed` and
 * the last good one stays in force. Returns how to stop.
 */
export function followState(
  store: StateStore,
  changed: (cluster: Cluster) => void,
  failed: (problem: Error) => void,
): () => void {
  const file = basename(store.location);
  let timer: NodeJS.Timeout | undefined;
  let reading = false;
  let again = false;
  const read = async (): Promise<void> => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    try {
      const cluster = await store.read();
      if (cluster) changed(cluster);
    } catch (problem) {
      failed(problem instanceof Error ? problem : new Error(String(problem)));
    }
    reading = false;
    if (again) {
      again = false;
      void read();
    }
  };
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(dirname(store.location), (_event, name) => {
      if (name !== null && name !== file) return;
      // The first of several writes sets the time: one after the other must not put it off for ever.
      timer ??= setTimeout(() => {
        timer = undefined;
        void read();
      }, SETTLE_MS);
    });
    watcher.on('error', (problem) => failed(problem));
  } catch {
    // Nobody has written a state yet, not even its folder: look now and then.
    watchFile(store.location, { interval: LOOK_MS }, () => void read());
  }
  return () => {
    clearTimeout(timer);
    watcher?.close();
    unwatchFile(store.location);
  };
}
