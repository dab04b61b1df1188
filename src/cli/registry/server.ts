import type { Command } from '../command.ts';

/** What keeps running: the API server, the terminal interface. */
export const SERVER: readonly Command[] = [];
