import type { Cluster } from '../cluster/cluster.ts';
import type { Family } from '../net/address.ts';
import { nodeFacts } from './node-facts.ts';
import { servicePlans } from './service-plan.ts';

/** The families that a node's kube-proxy has Services to program for: those of the Service networks, and of any cluster address there is. */
export function serviceFamilies(cluster: Cluster, nodeName: string): readonly Family[] {
  const facts = nodeFacts(cluster, nodeName);
  const isUsed = (family: Family): boolean =>
    facts.serviceCIDRs(family).length > 0 || servicePlans(cluster, nodeName, family).length > 0;
  const used = ([4, 6] as const).filter(isUsed);
  return used.length > 0 ? used : [4];
}
