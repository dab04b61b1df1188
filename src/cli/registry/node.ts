import type { Command } from '../command.ts';

/** What a node holds: iptables, nftables, IPVS. */
export const NODE: readonly Command[] = [];
