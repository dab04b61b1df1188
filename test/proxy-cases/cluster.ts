import type { Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ProxyMode } from '../../src/cluster/config.ts';
import { clusterOf } from '../recordings/load-dump.ts';
import type { Case, Mode } from './read.ts';

/** The cluster of a case as kube-proxy in that mode finds it. */
export function clusterFor(one: Case, mode: Mode): Cluster {
  const [proxyMode, kubeVersion = '1.36'] = mode.split('-');
  return clusterOf(one.objects, {
    ...DEFAULT_CONFIG,
    kubeVersion,
    serviceCIDRs: ['172.30.0.0/16', 'fd00:172:30::/112'],
    podCIDRs: ['10.0.0.0/8', 'fd00:10::/64'],
    podNetwork: 'ptp',
    proxy: {
      ...DEFAULT_CONFIG.proxy,
      clusterCIDR: '10.0.0.0/8,fd00:10::/64',
      ...one.proxy,
      mode: proxyMode as ProxyMode,
    },
  });
}
