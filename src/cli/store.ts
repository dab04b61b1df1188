import { FileStateStore } from '../state/file-store.ts';
import type { StateStore } from '../state/store.ts';

/** The store behind `--state`. */
export function openStore(location: string): StateStore {
  return new FileStateStore(location);
}
