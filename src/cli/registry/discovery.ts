import type { Command } from '../command.ts';

/** What a pod can find out: variables, resolv.conf, DNS. */
export const DISCOVERY: readonly Command[] = [];
