import type { NodeProgram } from '../kube-proxy/program.ts';
import type { Family } from '../net/address.ts';
import type { HookWalker } from './hook.ts';
import { iptablesWalker } from './iptables/walk.ts';
import { ipvsWalker } from './ipvs/walk.ts';
import { nftWalker } from './nftables/walk.ts';

/** What a packet meets on a programmed node, in its proxy mode. */
export function programWalker(program: NodeProgram, family: Family): HookWalker {
  const nft = program.nftables(family);
  if (nft) return nftWalker([nft]);
  const ipvs = program.ipvs(family);
  return ipvs ? ipvsWalker(program.iptables(family), ipvs) : iptablesWalker(program.iptables(family));
}
