export type ProxyMode = 'iptables' | 'ipvs' | 'nftables' | 'userspace';

/** How the cluster is set up: what kubeadm, kubelet and kube-proxy configuration decide. Plain JSON, kept in the state file. */
export interface ClusterConfig {
  /** `1.36` or `1.20` (the layout that 1.19 and 1.20 share). */
  readonly kubeVersion: string;
  readonly clusterDomain: string;
  /** kubelet's clusterDNS. */
  readonly clusterDNS: readonly string[];
  /** One, or two (IPv4 and IPv6) for dual stack; the first decides the primary family. */
  readonly serviceCIDRs: readonly string[];
  readonly podCIDRs: readonly string[];
  readonly nodePortRange: { readonly from: number; readonly to: number };
  /** kube-proxy's settings as each node's running kube-proxy has them; `mode` here is what the ConfigMap says now. */
  readonly proxy: ProxyConfig;
  /** Mode that each node's kube-proxy pod started with, by node name: it changes only when that pod is replaced. Missing: `proxy.mode`. */
  readonly runningProxyModes: Readonly<Record<string, ProxyMode>>;
  /** Prefixes or ranges (`203.0.113.10-203.0.113.20`) from which LoadBalancer Services get an address. */
  readonly loadBalancerPool: readonly string[];
  readonly podNetwork: 'bridge' | 'ptp';
  readonly overlay: 'routed' | 'vxlan';
  /** The node's own resolv.conf (what dnsPolicy Default gives a pod). */
  readonly nodeResolvConf: string;
  /** Seed of every random choice; together with the revision it decides names and addresses. */
  readonly seed: string;
  /** True for an imported dump: nothing was added to it. */
  readonly imported: boolean;
}

/** kube-proxy's detectLocalMode where it is not ClusterCIDR, and what it looks at. */
export type LocalDetection =
  { readonly mode: 'NodeCIDR' } | { readonly mode: 'BridgeInterface' | 'InterfaceNamePrefix'; readonly name: string };

export interface ProxyConfig {
  readonly mode: ProxyMode;
  /** Empty: no local-traffic detection by CIDR. */
  readonly clusterCIDR: string;
  /** How kube-proxy tells pod traffic; absent: by clusterCIDR. */
  readonly detectLocal?: LocalDetection;
  readonly masqueradeAll: boolean;
  readonly masqueradeBit: number;
  readonly localhostNodePorts: boolean;
  readonly nodePortAddresses: readonly string[];
  readonly ipvsScheduler: string;
  readonly ipvsExcludeCIDRs: readonly string[];
  readonly ipvsStrictARP: boolean;
}

export const DEFAULT_CONFIG: ClusterConfig = {
  kubeVersion: '1.36',
  clusterDomain: 'cluster.local',
  clusterDNS: ['10.96.0.10'],
  serviceCIDRs: ['10.96.0.0/12'],
  podCIDRs: ['10.244.0.0/16'],
  nodePortRange: { from: 30000, to: 32767 },
  proxy: {
    mode: 'iptables',
    clusterCIDR: '10.244.0.0/16',
    masqueradeAll: false,
    masqueradeBit: 14,
    localhostNodePorts: true,
    nodePortAddresses: [],
    ipvsScheduler: 'rr',
    ipvsExcludeCIDRs: [],
    ipvsStrictARP: false,
  },
  runningProxyModes: {},
  loadBalancerPool: [],
  podNetwork: 'bridge',
  overlay: 'routed',
  nodeResolvConf: 'nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n',
  seed: 'kubesim',
  imported: false,
};
