import type { Service } from '../../api/service/type.ts';
import { keyOf, type Cluster } from '../../cluster/cluster.ts';
import { nodeFacts } from '../../kube-proxy/node-facts.ts';
import type { Address } from '../../net/address.ts';
import { contains, parsePrefix } from '../../net/prefix.ts';
import type { Host } from '../topology.ts';

/** Why a Service's loadBalancerSourceRanges keep a client out on this host; undefined: they do not. */
export function keptOutBy(
  cluster: Cluster,
  host: Host | undefined,
  service: Service,
  client: Address,
): string | undefined {
  const ranges = (service.spec.loadBalancerSourceRanges ?? []).map((range) => range.trim());
  const allowing = ranges.filter((range) => {
    const prefix = parsePrefix(range);
    return prefix !== undefined && contains(prefix, client);
  });
  const name = `loadBalancerSourceRanges of Service ${keyOf(service)}`;
  if (ranges.length === 0) return undefined;
  if (allowing.length === 0) return `${name} do not allow ${client.text}`;
  // A hash set of the kernel takes no network of length 0: kube-proxy's attempt to add it fails.
  const isLost = host !== undefined && runsIpvs(cluster, host.name) && allowing.every((range) => range.endsWith('/0'));
  return isLost ? `${name} would allow ${client.text} by ${allowing[0]}, but no ipset holds a network of length 0, so IPVS mode never lets it in` : undefined; // prettier-ignore
}

function runsIpvs(cluster: Cluster, node: string): boolean {
  return cluster.get('nodes', '', node) !== undefined && nodeFacts(cluster, node).mode === 'ipvs';
}
