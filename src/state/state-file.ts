import { closeSync, fdatasyncSync, fstatSync, ftruncateSync, openSync, readFileSync, readSync, statSync, type BigIntStats } from 'node:fs'; // prettier-ignore
import type { Cluster } from '../cluster/cluster.ts';
import { changeBetween, changed } from './change.ts';
import { decodeJournal, encodeChange, sumOf } from './journal.ts';
import { decodeWhole, encodeWhole, isAsWritten } from './layout.ts';
import { replaceFile, writeAll } from './replace-file.ts';
import { damaged, StateError, unwritten } from './store.ts';

/** The changes behind a state may grow to this part of it, and at least to so many bytes, before it is written anew. */
const JOURNAL_SHARE = 1 / 8;
const JOURNAL_FLOOR = 32 << 10;

/** What a process knows of a state file. */
export interface Known {
  readonly cluster: Cluster;
  /** Of the file when it was read or written. */
  readonly stamp: string;
  /** How long it is without the changes behind it, and with them. */
  readonly whole: number;
  readonly end: number;
  /** The check sum at its end. */
  readonly sum: () => number;
  /** Whether changes may be put behind it. */
  readonly isOpen: boolean;
}

/**
 * Tells one content of the file from the next. Undefined where there is none. Throws StateError for devices, some of which
 * never end.
 */
export function stampAt(path: string): string | undefined {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat?.isCharacterDevice() || stat?.isBlockDevice()) {
    throw new StateError(`${path} is a device, not a file`, 'choose another state with --state FILE');
  }
  return stat && stampOf(stat);
}

function stampOf(stat: BigIntStats): string {
  return `${stat.dev}/${stat.ino}/${stat.size}/${stat.mtimeNs}/${stat.ctimeNs}`;
}

/** Reads the file; of one that was only added to since it was `known`, no more than that. Undefined where there is none. */
export function load(path: string, known: Known | undefined): Known | undefined {
  try {
    return withFile(path, 'r', (file) => {
      const stat = fstatSync(file, { bigint: true });
      return (known && follow(file, stat, known)) ?? loadWhole(file, stat, path);
    });
  } catch (problem) {
    if (problem instanceof StateError) throw problem;
    if ((problem as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new StateError(
      `cannot read ${path}: ${(problem as Error).message}`,
      'choose another state with --state FILE',
    );
  }
}

function loadWhole(file: number, stat: BigIntStats, path: string): Known {
  const bytes = readFileSync(file);
  const { cluster, head, end, isOpen } = decodeWhole(bytes, path);
  const known: Known = { cluster, stamp: stampOf(stat), whole: end, end, sum: () => sumOf(head), isOpen };
  if (bytes.length === end) return known;
  const found = decodeJournal(bytes.subarray(end), known.sum());
  if (!found) throw damaged(path, `what stands behind its first ${end} bytes is not what was written`);
  return { ...known, cluster: changed(cluster, found.changes), end: end + found.end, sum: () => found.sum };
}

/** Undefined for a file of which it is not sure that it is the known one with changes behind it. */
function follow(file: number, stat: BigIntStats, known: Known): Known | undefined {
  const more = Number(stat.size) - known.end;
  if (!known.isOpen || more <= 0) return undefined;
  const bytes = Buffer.alloc(more);
  const length = readSync(file, bytes, 0, more, known.end);
  const found = decodeJournal(bytes.subarray(0, length), known.sum());
  // The check sums of changes hold all that stands before them.
  if (!found || found.changes.length === 0) return undefined;
  const cluster = changed(known.cluster, found.changes);
  return { ...known, cluster, stamp: stampOf(stat), end: known.end + found.end, sum: () => found.sum };
}

/**
 * Under the lock: puts what changed behind the rest and forces it to disk, over what a killed process left there. Undefined where
 * the whole has to be written: nothing has happened then.
 */
export function append(path: string, known: Known, after: Cluster): Known | undefined {
  const change = known.isOpen ? changeBetween(known.cluster, after) : undefined;
  if (!change) return undefined;
  const { line, sum } = encodeChange(change, known.sum());
  const end = known.end + line.length;
  if (end - known.whole > Math.max(JOURNAL_FLOOR, known.whole * JOURNAL_SHARE)) return undefined;
  // Somebody without our lock put another file there, or it cannot be opened: that is for the whole to settle.
  if (stampAt(path) !== known.stamp) return undefined;
  try {
    return withFile(path, 'r+', (file) => {
      ftruncateSync(file, known.end);
      try {
        writeAll(file, line, known.end);
        fdatasyncSync(file);
      } catch (problem) {
        ftruncateSync(file, known.end);
        throw unwritten(path, problem);
      }
      return { ...known, cluster: after, stamp: stampOf(fstatSync(file, { bigint: true })), end, sum: () => sum };
    });
  } catch (problem) {
    if (problem instanceof StateError) throw problem;
    return undefined;
  }
}

/** Under the lock: writes the whole state anew. */
export function replace(path: string, cluster: Cluster): Known {
  const content = encodeWhole(cluster);
  replaceFile(path, content);
  const head = Buffer.from(content.subarray(0, content.indexOf(10) + 1));
  const { length } = content;
  return { cluster, stamp: stampAt(path) ?? '', whole: length, end: length, sum: () => sumOf(head), isOpen: true };
}

/** What is wrong with a file that could be read: sections changed after they were written. */
export function damageOf(path: string): StateError | undefined {
  try {
    const isWhole = stampAt(path) === undefined || isAsWritten(readFileSync(path), path);
    return isWhole ? undefined : damaged(path, 'its check sum does not fit what stands in it');
  } catch (problem) {
    return problem instanceof StateError ? problem : undefined;
  }
}

function withFile<T>(path: string, flags: string, work: (file: number) => T): T {
  const file = openSync(path, flags);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}
