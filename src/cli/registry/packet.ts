import type { Command } from '../command.ts';

/** The way of a packet. */
export const PACKET: readonly Command[] = [];
