import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Pod } from '../../../api/pod/type.ts';
import { derived } from '../../../cluster/derived.ts';
import type { ObjectMap } from '../../../cluster/cluster.ts';
import { nextDue } from '../../../controllers/kubelet/controller.ts';
import type { LiveCluster } from './live-cluster.ts';

/** Several writes in a row are read once. */
const SETTLE_MS = 20;
/** Where the file system tells nothing, the file is looked at this often. */
const POLL_MS = 500;
/** How often the controllers look while pods start and stop, and how long after the last of it. */
const TICK_MS = 100;
const REST_MS = 5_000;

/**
 * Keeps a live cluster alive: controllers run as time passes, and what other processes write to `file` is taken over. Problems
 * are told to `failed`, each once in a row. Returns how to stop.
 */
export function keepAlive(live: LiveCluster, file: string, failed: (problem: Error) => void): () => void {
  let told = '';
  const guarded = (work: () => Promise<unknown>): void => {
    work().then(
      () => (told = ''),
      (problem: unknown) => {
        const error = problem instanceof Error ? problem : new Error(String(problem));
        if (error.message !== told) failed(error);
        told = error.message;
      },
    );
  };
  let settling: NodeJS.Timeout | undefined;
  const refreshSoon = (): void => {
    settling ??= setTimeout(() => {
      settling = undefined;
      guarded(() => live.refresh());
    }, SETTLE_MS);
  };
  const watcher = watcherOf(file, refreshSoon);
  const poll = setInterval(() => guarded(() => live.refresh()), POLL_MS);
  let lastTick = 0;
  const ticks = setInterval(() => {
    const now = live.now();
    const due = dueOf(live.cluster.all('pods'));
    const soonest = due(live.pace);
    if (now < (soonest ?? Infinity) && now - lastTick < REST_MS) return;
    lastTick = now;
    guarded(() => live.tick());
  }, TICK_MS);
  return () => {
    clearInterval(poll);
    clearInterval(ticks);
    clearTimeout(settling);
    watcher?.close();
  };
}

const dueOf = derived((pods: ObjectMap) => {
  let known: { readonly at: number | undefined } | undefined;
  return (pace: { readyAfter: number; stopAfter: number }): number | undefined =>
    (known ??= { at: nextDue(pods.values() as Iterable<Pod>, pace) }).at;
});

function watcherOf(file: string, changed: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(dirname(file), (_event, name) => {
      if (name === null || name === basename(file)) changed();
    });
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    // Polling does it.
    return undefined;
  }
}
