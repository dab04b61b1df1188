import type { KubeObject } from '../../api/meta.ts';
import type { Pod, PodDnsConfig, PodSpec } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { mergeOptions, parseResolvConf, resolvConfText, type ResolverSettings } from './file.ts';
import { searchLimits, withinLimits, type KubeletWarning, type SearchLimits } from './limits.ts';

/** What a kubelet knows when it writes a pod's resolv.conf. */
export interface KubeletDns {
  readonly clusterDNS: readonly string[];
  /** May be ''. */
  readonly clusterDomain: string;
  /** The node's own file; undefined: kubelet runs with `resolvConf: ""`. */
  readonly hostFile: string | undefined;
  readonly limits: SearchLimits;
}

export interface PodResolvConf extends ResolverSettings {
  /** The file as containerd writes it; '' where kubelet gives the runtime nothing to write. */
  readonly text: string;
  readonly warnings: readonly KubeletWarning[];
  /** Which of kubelet's three ways the pod got its servers from. */
  readonly from: 'cluster' | 'node' | 'pod';
}

/** The resolv.conf of a pod in the cluster. */
export function podResolvConf(cluster: Cluster, pod: Pick<Pod, 'metadata' | 'spec'>): PodResolvConf {
  return formResolvConf(kubeletDns(cluster), pod);
}

/** The DNS settings of the cluster's kubelets. */
export function kubeletDns(cluster: Cluster): KubeletDns {
  const { clusterDNS, clusterDomain, nodeResolvConf, kubeVersion } = cluster.config;
  return { clusterDNS, clusterDomain, hostFile: nodeResolvConf, limits: searchLimits(kubeVersion) };
}

/**
 * kubelet's GetPodDNS (pkg/kubelet/network/dns): the base of the dnsPolicy, dnsConfig merged onto it, then the limits. An unknown
 * policy counts as ClusterFirst; without clusterDNS ClusterFirst falls back to Default and says so.
 */
export function formResolvConf(
  kubelet: KubeletDns,
  pod: { metadata: KubeObject['metadata']; spec: Partial<PodSpec> },
): PodResolvConf {
  const { namespace = 'default' } = pod.metadata;
  const warnings: KubeletWarning[] = [];
  let from = wayOf(pod.spec);
  if (from === 'cluster' && kubelet.clusterDNS.length === 0) {
    from = 'node';
    warnings.push(...missingClusterDns(pod.metadata));
  }
  const host = kubelet.hostFile === undefined ? undefined : parseResolvConf(kubelet.hostFile);
  let base: ResolverSettings = { nameservers: [], searches: [], options: [] };
  if (from === 'cluster') {
    const searches = clusterSearches(namespace, kubelet.clusterDomain, host?.searches ?? []);
    base = { nameservers: kubelet.clusterDNS, searches, options: ['ndots:5'] };
  } else if (from === 'node') {
    base = host ?? { nameservers: ['127.0.0.1'], searches: ['.'], options: [] };
  }
  const merged = pod.spec.dnsConfig ? mergeConfig(base, pod.spec.dnsConfig) : base;
  const fitting = withinLimits(merged, kubelet.limits);
  const { nameservers, searches, options } = fitting.settings;
  const settings = { nameservers, searches, options };
  return { ...settings, from, text: resolvConfText(settings), warnings: [...warnings, ...fitting.warnings] };
}

function wayOf({ dnsPolicy, hostNetwork }: Partial<PodSpec>): PodResolvConf['from'] {
  if (dnsPolicy === 'None') return 'pod';
  if (dnsPolicy === 'Default') return 'node';
  return hostNetwork === true && dnsPolicy !== 'ClusterFirstWithHostNet' ? 'node' : 'cluster';
}

function clusterSearches(namespace: string, domain: string, host: readonly string[]): readonly string[] {
  if (domain === '') return host;
  return unique([`${namespace}.svc.${domain}`, `svc.${domain}`, domain, ...host]);
}

function mergeConfig(base: ResolverSettings, config: PodDnsConfig): ResolverSettings {
  const options = (config.options ?? []).map(({ name = '', value }) => (value ? `${name}:${value}` : name));
  return {
    nameservers: unique([...base.nameservers, ...(config.nameservers ?? [])]),
    searches: unique([...base.searches, ...(config.searches ?? [])]),
    options: options.length > 0 ? mergeOptions(base.options, options) : base.options,
  };
}

function missingClusterDns({ name, namespace = 'default', uid = '' }: KubeObject['metadata']): KubeletWarning[] {
  const message =
    'kubelet does not have ClusterDNS IP configured and cannot create Pod using "ClusterFirst" policy. Falling back to "Default" policy.';
  const reason = 'MissingClusterDNS';
  return [
    { about: 'node', reason, message },
    { about: 'pod', reason, message: `pod: "${name}_${namespace}(${uid})". ${message}` },
  ];
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}
