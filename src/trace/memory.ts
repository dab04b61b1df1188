import type { Memory } from './hook.ts';

/** A memory of these entries. The map must not change any more. */
export function remember(entries: ReadonlyMap<string, unknown>): Memory {
  return new Remembered(entries);
}

/** What a memory holds, as plain JSON for a state file. */
export function memoryEntries(memory: Memory): Record<string, unknown> {
  return memory instanceof Remembered ? Object.fromEntries(memory.entries) : {};
}

class Remembered implements Memory {
  constructor(readonly entries: ReadonlyMap<string, unknown>) {}

  get(key: string): unknown {
    return this.entries.get(key);
  }

  with(key: string, value: unknown): Memory {
    const next = new Map(this.entries);
    if (value === undefined) next.delete(key);
    else next.set(key, value);
    return new Remembered(next);
  }
}

/** A memory that holds nothing. */
export const NO_MEMORY: Memory = remember(new Map());
