import type { ClusterConfig } from '../../cluster/config.ts';
import { isAtLeast } from '../version.ts';

/** kube-proxy's configuration as kubeadm writes it into the ConfigMap (`config.conf`). */
export function proxyConfigText(config: ClusterConfig): string {
  const { proxy } = config;
  const list = (items: readonly string[]): string => (items.length === 0 ? 'null' : JSON.stringify(items));
  const isNew = isAtLeast(config, 29);
  const mode = proxy.mode === 'iptables' ? '""' : proxy.mode;
  const scheduler = proxy.ipvsScheduler === 'rr' ? '""' : proxy.ipvsScheduler;
  return `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
bindAddressHardFail: false
clientConnection:
  acceptContentTypes: ""
  burst: 0
  contentType: ""
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
  qps: 0
clusterCIDR: ${proxy.clusterCIDR === '' ? '""' : proxy.clusterCIDR}
configSyncPeriod: 0s
conntrack:
  maxPerCore: null
  min: null
  tcpCloseWaitTimeout: null
  tcpEstablishedTimeout: null
detectLocalMode: ""
enableProfiling: false
healthzBindAddress: ""
hostnameOverride: ""
iptables:
  localhostNodePorts: ${proxy.localhostNodePorts ? 'null' : 'false'}
  masqueradeAll: ${proxy.masqueradeAll}
  masqueradeBit: ${proxy.masqueradeBit === 14 ? 'null' : proxy.masqueradeBit}
  minSyncPeriod: 0s
  syncPeriod: 0s
ipvs:
  excludeCIDRs: ${list(proxy.ipvsExcludeCIDRs)}
  minSyncPeriod: 0s
  scheduler: ${scheduler}
  strictARP: ${proxy.ipvsStrictARP}
  syncPeriod: 0s
  tcpFinTimeout: 0s
  tcpTimeout: 0s
  udpTimeout: 0s
kind: KubeProxyConfiguration
metricsBindAddress: ""
mode: ${mode}
${isNew ? 'nftables:\n  masqueradeAll: false\n  masqueradeBit: null\n  minSyncPeriod: 0s\n  syncPeriod: 0s\n' : ''}nodePortAddresses: ${list(proxy.nodePortAddresses)}
oomScoreAdj: null
portRange: ""
showHiddenMetricsForVersion: ""
${isNew ? '' : 'udpIdleTimeout: 0s\n'}winkernel:
  enableDSR: false
  networkName: ""
  sourceVip: ""
`;
}
