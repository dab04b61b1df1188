import type { Node } from '../api/node/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Family } from '../net/address.ts';
import { prefixesOfFamily } from './addresses.ts';
import { clusterCIDR } from './cluster-prefixes.ts';

/** By what kube-proxy knows the traffic of its node's pods: where it comes from, or by which interface (`+` stands for any ending). */
export type PodTraffic =
  { readonly by: 'source'; readonly cidr: string } | { readonly by: 'interface'; readonly name: string };

/**
 * What counts as pod traffic on a node in a family; undefined where kube-proxy cannot tell, and so writes no rules about it.
 * Source: getLocalDetector (cmd/kube-proxy/app), pkg/proxy/util/localdetector.go.
 */
export function podTraffic(cluster: Cluster, { spec }: Node, family: Family): PodTraffic | undefined {
  const { detectLocal } = cluster.config.proxy;
  if (detectLocal?.mode === 'BridgeInterface') return { by: 'interface', name: detectLocal.name };
  if (detectLocal?.mode === 'InterfaceNamePrefix') return { by: 'interface', name: `${detectLocal.name}+` };
  const cidr = detectLocal
    ? prefixesOfFamily(spec?.podCIDRs ?? [spec?.podCIDR], family)[0]
    : clusterCIDR(cluster, family);
  return cidr === undefined ? undefined : { by: 'source', cidr };
}
