import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import { decodeState, encodeState } from './layout.ts';
import { withLock } from './lock.ts';
import { StateError, type StateStore } from './store.ts';

/** A cluster in one local file, replaced whole or not at all. */
export class FileStateStore implements StateStore {
  readonly location: string;
  /** What was read or written last, and which file that was: a server asks again and again about one that did not change. */
  #last: { readonly stamp: string; readonly cluster: Cluster } | undefined;

  constructor(location: string) {
    this.location = location;
  }

  read(): Promise<Cluster | undefined> {
    return Promise.resolve(this.readNow());
  }

  /** Like `read`, at once. */
  readNow(): Cluster | undefined {
    let file: Buffer;
    const stamp = stampOf(this.location);
    if (stamp !== undefined && this.#last?.stamp === stamp) return this.#last.cluster;
    try {
      file = readFileSync(this.location);
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new StateError(
        `cannot read ${this.location}: ${(problem as Error).message}`,
        'choose another state with --state FILE',
      );
    }
    return this.#remember(stamp, decodeState(file, this.location));
  }

  update(change: (cluster: Cluster | undefined) => Cluster | Promise<Cluster>): Promise<Cluster> {
    return withLock(this.location, async () => {
      const before = this.readNow();
      const after = await change(before);
      if (after !== before) {
        replaceFile(this.location, encodeState(after));
        this.#remember(stampOf(this.location), after);
      }
      return after;
    });
  }

  #remember(stamp: string | undefined, cluster: Cluster): Cluster {
    this.#last = stamp === undefined ? undefined : { stamp, cluster };
    return cluster;
  }
}

/**
 * Tells one content of the file from the next: every write makes a new file. Undefined where there is none. Throws StateError for
 * devices, some of which never end.
 */
function stampOf(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat?.isCharacterDevice() || stat?.isBlockDevice()) {
    throw new StateError(`${path} is a device, not a file`, 'choose another state with --state FILE');
  }
  return stat && `${stat.dev}/${stat.ino}/${stat.size}/${stat.mtimeNs}/${stat.ctimeNs}`;
}

/** Under the lock: writes beside (over what a killed process left there), forces to disk, renames: whoever reads sees the old file or the new one, whenever the power goes. */
function replaceFile(path: string, content: Buffer): void {
  const temporary = `${path}.new`;
  try {
    const file = openSync(temporary, 'w', 0o644);
    try {
      for (let at = 0; at < content.length;) at += writeSync(file, content, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (problem) {
    rmSync(temporary, { force: true });
    throw new StateError(`cannot write ${path}: ${(problem as Error).message}`, 'the state is as it was before');
  }
  syncFolder(dirname(path));
}

/** The rename itself must reach the disk. Folders cannot be synced everywhere; the file is whole either way. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Not supported here.
  }
}
