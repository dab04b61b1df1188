import type { Cluster } from '../../cluster/cluster.ts';
import type { Surroundings } from '../../cluster/transaction.ts';

/** What asking found; no problems means the expectation holds. */
export interface Finding {
  readonly problems: readonly string[];
  readonly reason?: string;
  readonly cause?: string;
  readonly fix?: string;
  /** The question makes no sense. */
  readonly unasked?: true;
}

/** Where and when an expectation is asked. */
export interface Scene extends Surroundings {
  readonly cluster: Cluster;
}

export const HOLDS: Finding = { problems: [] };

/** The line that says how `what` differs, or none where it does not. */
export function differs(what: string, expected: unknown, found: unknown): string[] {
  return expected === undefined || String(expected) === String(found)
    ? []
    : [`${what}: expected ${String(expected)}, found ${String(found ?? 'none')}`];
}

/** The line that says how two sets differ, or none. */
export function setDiffers(what: string, expected: readonly string[], found: readonly string[]): string[] {
  const [want, have] = [[...new Set(expected)].sort(), [...new Set(found)].sort()];
  const show = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));
  return want.join() === have.join() ? [] : [`${what}: expected ${show(want)}; found ${show(have)}`];
}
