import type { Run } from '../command.ts';
import { save } from './iptables-save.ts';

/** Prints the IPv6 rules of a node as ip6tables-save 1.8.9 does. */
export const run: Run = (context) => save(context, 6);
