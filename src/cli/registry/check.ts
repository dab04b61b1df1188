import type { Command } from '../command.ts';

/** Verdicts: why, matrix, compare, check. */
export const CHECK: readonly Command[] = [];
