import type { Cluster } from '../cluster/cluster.ts';
import type { ProxyMode } from '../cluster/config.ts';
import { derived } from '../cluster/derived.ts';
import type { IpvsState } from '../ipvs/model.ts';
import type { Family } from '../net/address.ts';
import type { Ruleset } from '../netfilter/model.ts';
import type { NftTable } from '../nftables/model.ts';
import { serviceFamilies } from './families.ts';
import { iptablesRuleset } from './iptables.ts';
import { ipvsProgram } from './ipvs.ts';
import { nftTable } from './nftables.ts';
import { nodeFacts } from './node-facts.ts';
import { userspaceProgram } from './userspace.ts';

/**
 * Everything kube-proxy has programmed on one node. Built part by part on first use: the text commands print it and the
 * trace walks it, so the two can never disagree.
 */
export interface NodeProgram {
  readonly node: string;
  readonly mode: ProxyMode;
  /** `1.36` or `1.20` */
  readonly kubeVersion: string;
  /** The iptables rules of a family (every mode but nftables has some; in nftables mode kube-proxy has none). */
  iptables(family: Family): Ruleset;
  /** ipvs mode only; undefined otherwise. */
  ipvs(family: Family): IpvsState | undefined;
  /** nftables mode only: table `ip kube-proxy` / `ip6 kube-proxy`. */
  nftables(family: Family): NftTable | undefined;
}

const programsOf = derived<Cluster, Map<string, NodeProgram>>(() => new Map());

/**
 * What the kube-proxy that runs on the node has programmed, in the mode it started with. Throws StatusError 404 for a name
 * that is no node of the cluster.
 */
export function programNode(cluster: Cluster, nodeName: string): NodeProgram {
  const known = programsOf(cluster);
  let program = known.get(nodeName);
  if (!program) known.set(nodeName, (program = newProgram(cluster, nodeName)));
  return program;
}

function newProgram(cluster: Cluster, node: string): NodeProgram {
  const { mode, layout } = nodeFacts(cluster, node);
  // 1.20 runs one proxier unless the cluster is dual-stack, later releases always one for each family.
  const isProxied = (family: Family): boolean => layout !== '1.20' || serviceFamilies(cluster, node).includes(family);
  return {
    node,
    mode,
    kubeVersion: layout,
    iptables(family) {
      if (mode === 'nftables' || !isProxied(family)) return { family, tables: [] };
      if (mode === 'userspace') return userspaceProgram(cluster, node, family).ruleset;
      if (mode === 'ipvs') return ipvsProgram(cluster, node, family).iptables;
      return iptablesRuleset(cluster, node, family);
    },
    ipvs: (family) => (mode === 'ipvs' && isProxied(family) ? ipvsProgram(cluster, node, family).state : undefined),
    nftables: (family) => (mode === 'nftables' ? nftTable(cluster, node, family) : undefined),
  };
}
