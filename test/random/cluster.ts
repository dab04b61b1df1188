import type { KubeObject } from '../../src/api/meta.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ProxyMode } from '../../src/cluster/config.ts';
import { clusterOf } from '../recordings/load-dump.ts';
import { slices } from './endpoint-slices.ts';
import { familiesOf, node, pod, type Family } from './places.ts';
import type { ClusterPlan } from './plan.ts';
import { service } from './services.ts';

/** The cluster of a plan, every object as a dump would hold it. */

const POD_CIDRS: Record<Family, string> = { IPv4: '10.244.0.0/16', IPv6: 'fd00:10:244::/48' };
const SERVICE_CIDRS: Record<Family, string> = { IPv4: '10.96.0.0/12', IPv6: 'fd00:10:96::/112' };

/** What a plan says, for one proxy mode. */
export function clusterOfPlan(plan: ClusterPlan, mode: ProxyMode): Cluster {
  const families = familiesOf(plan);
  const objects: KubeObject[] = [
    ...plan.nodes.map((_, index) => node(plan, index)),
    ...plan.nodes.flatMap((_, index) => [0, 1, 2].map((slot) => pod(plan, index, slot))),
    ...plan.services.flatMap((each, index) => [service(plan, each, index), ...slices(plan, each, index)]),
  ];
  return clusterOf(objects, {
    ...DEFAULT_CONFIG,
    podCIDRs: families.map((family) => POD_CIDRS[family]),
    serviceCIDRs: families.map((family) => SERVICE_CIDRS[family]),
    podNetwork: plan.podNetwork,
    overlay: plan.overlay,
    proxy: {
      ...DEFAULT_CONFIG.proxy,
      clusterCIDR: families.map((family) => POD_CIDRS[family]).join(','),
      ...plan.proxy,
      mode,
    },
  });
}
