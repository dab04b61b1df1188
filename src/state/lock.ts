import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';
import { StateError } from './store.ts';

/** How long a command waits for another one's write, in milliseconds. */
const PATIENCE = 20_000;
/** Breaking a lock takes microseconds: a breaker's mark older than this is left over from a killed process. */
const BREAKER_LIFE = 5_000;

/**
 * Runs `work` while this process alone holds `path`.lock. A lock whose process is gone is taken over. Throws StateError where
 * another process holds it for longer than the patience.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = `${path}.lock`;
  makeFolder(dirname(path), path);
  await acquire(lock, path);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Level by level: Node.js's own recursion never ends in file systems that make no folders, such as /proc. */
function makeFolder(folder: string, path: string): void {
  if (statSync(folder, { throwIfNoEntry: false }) || folder === dirname(folder)) return;
  makeFolder(dirname(folder), path);
  try {
    mkdirSync(folder);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, problem);
  }
}

function unwritable(path: string, problem: unknown): StateError {
  return new StateError(
    `cannot write ${path}: ${(problem as Error).message}`,
    'choose another state with --state FILE',
  );
}

let taken = 0;

async function acquire(lock: string, path: string): Promise<void> {
  const own = `${lock}.${process.pid}.${taken++}`;
  const deadline = Date.now() + PATIENCE;
  // The lock appears by link, whole with its content: nobody ever reads an empty one.
  try {
    writeFileSync(own, JSON.stringify({ pid: process.pid, started: startOf(process.pid) }));
  } catch (problem) {
    throw unwritable(path, problem);
  }
  try {
    for (let pause = 2; ; pause = Math.min(pause * 2, 50)) {
      if (linked(own, lock)) return;
      const holder = readHolder(lock);
      if (holder && !isAlive(holder)) breakLock(lock, holder);
      else if (Date.now() > deadline) {
        throw new StateError(
          `another kubesim (process ${holder?.pid ?? 'unknown'}) is still writing: ${lock}`,
          `wait for it, or remove ${lock} if no such process runs`,
        );
      } else await sleep(pause);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function linked(own: string, lock: string): boolean {
  try {
    linkSync(own, lock);
    return true;
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw problem;
  }
}

interface Holder {
  readonly pid: number;
  /** When the process started, as the kernel counts; tells a reused process number apart. */
  readonly started: string | undefined;
}

function readHolder(lock: string): Holder | undefined {
  try {
    const holder: unknown = JSON.parse(readFileSync(lock, 'utf8'));
    if (typeof holder === 'object' && holder !== null && 'pid' in holder && typeof holder.pid === 'number') {
      return {
        pid: holder.pid,
        started: 'started' in holder && typeof holder.started === 'string' ? holder.started : undefined,
      };
    }
  } catch {
    // Gone already, or no lock of ours: the caller tries again until its patience ends.
  }
  return undefined;
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (problem) {
    return (problem as NodeJS.ErrnoException).code === 'EPERM';
  }
  return started === undefined || startOf(pid) === started;
}

/** Field 22 of /proc/PID/stat; undefined where there is no such file. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Removes a dead process's lock. One breaker at a time, and only the very lock that was found dead. */
function breakLock(lock: string, dead: Holder): void {
  const breaker = `${lock}.breaking`;
  try {
    writeFileSync(breaker, '', { flag: 'wx' });
  } catch {
    if (ageOf(breaker) > BREAKER_LIFE) rmSync(breaker, { force: true });
    return;
  }
  try {
    const holder = readHolder(lock);
    if (holder?.pid === dead.pid && holder.started === dead.started) rmSync(lock, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}

function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}
