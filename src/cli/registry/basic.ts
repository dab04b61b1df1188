import type { Command } from '../command.ts';

/** kubectl's own commands: they change or show the cluster's objects. */
export const BASIC: readonly Command[] = [];
