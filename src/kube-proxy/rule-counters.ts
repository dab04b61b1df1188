import type { Cluster, Extras } from '../cluster/cluster.ts';
import type { Family } from '../net/address.ts';
import { counted, type CounterStore, type Hit } from '../netfilter/counters.ts';

/** Where a state keeps what iptables rules have counted: `{ "NODE/FAMILY": CounterStore }`. */
export const RULE_COUNTERS = 'iptablesCounters';

/** What the node's rules of a family have counted so far. */
export function ruleCounters(cluster: Cluster, node: string, family: Family): CounterStore {
  return storesIn(cluster.extras)[`${node}/${family}`] ?? {};
}

/** The value of extra RULE_COUNTERS after a packet of `bytes` bytes came by `hits` on the node. */
export function withRuleHits(
  extras: Extras,
  node: string,
  family: Family,
  hits: Iterable<Hit>,
  bytes: number,
): Readonly<Record<string, CounterStore>> {
  const stores = storesIn(extras);
  const key = `${node}/${family}`;
  return { ...stores, [key]: counted(stores[key] ?? {}, hits, bytes) };
}

function storesIn(extras: Extras): Readonly<Record<string, CounterStore>> {
  return (extras[RULE_COUNTERS] as Readonly<Record<string, CounterStore>> | undefined) ?? {};
}
