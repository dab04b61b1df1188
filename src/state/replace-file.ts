import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { unwritten } from './store.ts';

/** Under the lock: writes beside (over what a killed process left there), forces to disk, renames: whoever reads sees the old file or the new one, whenever the power goes. */
export function replaceFile(path: string, content: Uint8Array): void {
  const temporary = `${path}.new`;
  try {
    const file = openSync(temporary, 'w', 0o644);
    try {
      writeAll(file, content, 0);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (problem) {
    rmSync(temporary, { force: true });
    throw unwritten(path, problem);
  }
  syncFolder(dirname(path));
}

/** One write may take less than all. */
export function writeAll(file: number, content: Uint8Array, position: number): void {
  for (let at = 0; at < content.length;) at += writeSync(file, content, at, content.length - at, position + at);
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
