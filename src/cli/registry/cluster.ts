import type { Command } from '../command.ts';

/** The simulated cluster itself: its set-up, versions, resources. */
export const CLUSTER: readonly Command[] = [];
