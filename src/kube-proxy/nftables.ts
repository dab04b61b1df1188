import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import type { Family } from '../net/address.ts';
import type { NftTable } from '../nftables/model.ts';
import { nftBaseChains } from './nftables/base.ts';
import { NftPortIndex } from './nftables/service-index.ts';
import { LazyMap } from './nftables/lazy-map.ts';
import { nftServiceChains } from './nftables/service.ts';
import { affinitySets, nftSets } from './nftables/sets.ts';
import { nodeFacts } from './node-facts.ts';
import { servicePlans } from './service-plan.ts';

const tablesOf = derived<Cluster, Map<string, NftTable>>(() => new Map());

/**
 * The table `ip kube-proxy` or `ip6 kube-proxy` as kube-proxy 1.36 writes it on a node. Sets, chains and rules are built when
 * they are first asked for; a listing asks for all, a packet for a handful. Throws StatusError 404 for an unknown node.
 */
export function nftTable(cluster: Cluster, nodeName: string, family: Family): NftTable {
  const known = tablesOf(cluster);
  const key = `${family} ${nodeName}`;
  let table = known.get(key);
  if (!table) known.set(key, (table = buildTable(cluster, nodeName, family)));
  return table;
}

function buildTable(cluster: Cluster, nodeName: string, family: Family): NftTable {
  const facts = nodeFacts(cluster, nodeName);
  const index = new NftPortIndex(servicePlans(cluster, nodeName, family));
  const fixed = nftBaseChains(facts, family);
  return {
    family: family === 4 ? 'ip' : 'ip6',
    name: 'kube-proxy',
    comment: 'rules for kube-proxy',
    sets: new LazyMap(nftSets(index, facts, family), index, affinitySets),
    chains: new LazyMap(fixed, index, (port) => nftServiceChains(port, facts)),
    baseChains: fixed.filter((chain) => chain.base),
  };
}
