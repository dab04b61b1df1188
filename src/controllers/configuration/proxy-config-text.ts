import type { ClusterConfig, ProxyConfig } from '../../cluster/config.ts';
import { isAtLeast } from '../version.ts';

const LIMITS = ['  minSyncPeriod: 0s', '  syncPeriod: 0s'];

/** kube-proxy's configuration as kubeadm writes it into the ConfigMap (`config.conf`): every field its release knows, defaults and all. */
export function proxyConfigText(config: ClusterConfig): string {
  const { proxy } = config;
  const since = (minor: number, ...lines: readonly string[]): readonly string[] =>
    isAtLeast(config, minor) ? lines : [];
  const isNft = proxy.mode === 'nftables';
  const lines = [
    'apiVersion: kubeproxy.config.k8s.io/v1alpha1',
    'bindAddress: 0.0.0.0',
    'bindAddressHardFail: false',
    'clientConnection:',
    '  acceptContentTypes: ""',
    '  burst: 0',
    '  contentType: ""',
    '  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf',
    '  qps: 0',
    `clusterCIDR: ${word(proxy.clusterCIDR)}`,
    'configSyncPeriod: 0s',
    'conntrack:',
    '  maxPerCore: null',
    '  min: null',
    ...since(29, '  tcpBeLiberal: false'),
    '  tcpCloseWaitTimeout: null',
    '  tcpEstablishedTimeout: null',
    ...since(29, '  udpStreamTimeout: 0s', '  udpTimeout: 0s'),
    ...since(24, 'detectLocal:', ...interfaceLines(proxy)),
    `detectLocalMode: ${word(proxy.detectLocal?.mode)}`,
    'enableProfiling: false',
    'healthzBindAddress: ""',
    'hostnameOverride: ""',
    'iptables:',
    ...since(26, `  localhostNodePorts: ${proxy.localhostNodePorts ? 'null' : 'false'}`),
    ...masqueradeLines(isNft ? undefined : proxy),
    ...LIMITS,
    'ipvs:',
    `  excludeCIDRs: ${list(proxy.ipvsExcludeCIDRs)}`,
    '  minSyncPeriod: 0s',
    `  scheduler: ${word(proxy.ipvsScheduler === 'rr' ? '' : proxy.ipvsScheduler)}`,
    `  strictARP: ${proxy.ipvsStrictARP}`,
    '  syncPeriod: 0s',
    '  tcpFinTimeout: 0s',
    '  tcpTimeout: 0s',
    '  udpTimeout: 0s',
    'kind: KubeProxyConfiguration',
    'metricsBindAddress: ""',
    `mode: ${word(proxy.mode === 'iptables' ? '' : proxy.mode)}`,
    ...since(29, 'nftables:', ...masqueradeLines(isNft ? proxy : undefined), ...LIMITS),
    `nodePortAddresses: ${list(proxy.nodePortAddresses)}`,
    'oomScoreAdj: null',
    'portRange: ""',
    'showHiddenMetricsForVersion: ""',
    ...(isAtLeast(config, 29) ? [] : ['udpIdleTimeout: 0s']),
    'winkernel:',
    '  enableDSR: false',
    '  networkName: ""',
    '  sourceVip: ""',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** What iptables and nftables mode each have in a section of their own; undefined: the section of a mode that is not on. */
function masqueradeLines(proxy: ProxyConfig | undefined): readonly string[] {
  const bit = proxy?.masqueradeBit ?? 14;
  return [`  masqueradeAll: ${proxy?.masqueradeAll ?? false}`, `  masqueradeBit: ${bit === 14 ? 'null' : bit}`];
}

function interfaceLines({ detectLocal }: ProxyConfig): readonly string[] {
  const name = detectLocal && 'name' in detectLocal ? detectLocal : undefined;
  const of = (mode: string): string => word(name?.mode === mode ? name.name : '');
  return [`  bridgeInterface: ${of('BridgeInterface')}`, `  interfaceNamePrefix: ${of('InterfaceNamePrefix')}`];
}

function word(text: string | undefined): string {
  return text || '""';
}

function list(texts: readonly string[]): string {
  return texts.length === 0 ? 'null' : JSON.stringify(texts);
}
