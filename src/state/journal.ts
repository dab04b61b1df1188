import type { ClusterChange } from './change.ts';
import { crc32, hex } from './check-sum.ts';

/**
 * What follows the sections of a state file: one line for each write since, with a check sum over the line and all before it.
 * So a line belongs to this very file and place, and one that a killed process or a power cut left half-written is told from
 * one that was damaged.
 */
const OPENING = '{"sum":"';
const BODY = OPENING.length + hex(0).length;

export interface Journal {
  readonly changes: readonly ClusterChange[];
  /** Where the last whole line ends; what follows was never completed. */
  readonly end: number;
  readonly sum: number;
}

/** The check sum of a file's first line, with which its journal begins. */
export function sumOf(head: Uint8Array): number {
  return crc32(head, 0);
}

/** The line of a change behind lines with the check sum `sum`, and the check sum of all then. */
export function encodeChange(change: ClusterChange, sum: number): { line: Buffer; sum: number } {
  const line = Buffer.from(`${OPENING}${hex(0)}","change":${JSON.stringify(change)}}\n`);
  const next = crc32(line.subarray(BODY), sum);
  line.write(hex(next), OPENING.length);
  return { line, sum: next };
}

/** Reads the lines in `bytes` behind `sum`. Undefined for anything but whole lines and perhaps the beginning of one. */
export function decodeJournal(bytes: Buffer, sum: number): Journal | undefined {
  const changes: ClusterChange[] = [];
  let end = 0;
  for (;;) {
    const newline = bytes.indexOf(10, end);
    const line = bytes.subarray(end, newline < 0 ? bytes.length : newline + 1);
    if (newline < 0 && isTorn(line)) return { changes, end, sum };
    const next = crc32(line.subarray(BODY), sum);
    const isWhole = newline >= 0 && line.toString('latin1', 0, BODY) === OPENING + hex(next);
    const change = isWhole ? changeIn(line) : undefined;
    if (!change) return newline === bytes.length - 1 && line.includes(0) ? { changes, end, sum } : undefined;
    changes.push(change);
    end = newline + 1;
    sum = next;
  }
}

/** The beginning of a line, or blocks that a power cut left empty. */
function isTorn(rest: Buffer): boolean {
  return rest.includes(0) || OPENING.startsWith(rest.toString('latin1', 0, OPENING.length));
}

function changeIn(line: Buffer): ClusterChange | undefined {
  try {
    return (JSON.parse(line.toString('utf8')) as { change?: ClusterChange }).change;
  } catch {
    return undefined;
  }
}
