import type { IpvsState } from '../ipvs/model.ts';
import type { Ruleset } from '../netfilter/model.ts';
import type { NftTable } from '../nftables/model.ts';
import type { ProxyMode } from '../cluster/config.ts';

/**
 * Everything kube-proxy has programmed on one node. Built part by part on first use: the text commands print it and the
 * trace walks it, so the two can never disagree.
 */
export interface NodeProgram {
  readonly node: string;
  readonly mode: ProxyMode;
  /** `1.36` or `1.20` */
  readonly kubeVersion: string;
  /** The iptables rules of a family (every mode but nftables has some; nftables mode: kube-proxy's own few, or none). */
  iptables(family: 4 | 6): Ruleset;
  /** ipvs mode only; undefined otherwise. */
  ipvs(family: 4 | 6): IpvsState | undefined;
  /** nftables mode only: table `ip kube-proxy` / `ip6 kube-proxy`. */
  nftables(family: 4 | 6): NftTable | undefined;
}
