import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { ClusterConfig, ProxyMode } from '../../cluster/config.ts';
import { nodeAddresses } from '../node-facts.ts';
import { millis } from '../pod-state.ts';
import { fullVersion, isAtLeast } from '../version.ts';

/** Severity, source file and line, message, and how many microseconds after the line before. */
type Line = readonly [severity: 'I' | 'W' | 'E', source: string, message: string, after: number];

/**
 * What `kubectl logs` shows of a node's kube-proxy: how it found its address and chose its mode, in the words of its
 * release. The mode is the one it started with. Undefined for a pod that has not started.
 */
export function kubeProxyLog(cluster: Cluster, pod: Pod): string | undefined {
  const { config } = cluster;
  const nodeName = pod.spec.nodeName ?? '';
  const started = millis(pod.status?.startTime);
  if (started === 0) return undefined;
  const node = cluster.get('nodes', '', nodeName) as Node | undefined;
  const mode = config.runningProxyModes[nodeName] ?? config.proxy.mode;
  const ips = nodeAddresses(node);
  const lines = isAtLeast(config, 29) ? currentLines(config, mode, ips) : oldLines(config, mode, ips[0] ?? '');
  let micros = 128_357;
  return lines
    .map(([severity, source, message, after]) => {
      micros += after;
      return `${severity}${klogTime(started, micros)}       1 ${source}] ${message}\n`;
    })
    .join('');
}

function currentLines(config: ClusterConfig, mode: ProxyMode, ips: readonly string[]): Line[] {
  const family = ips[0]?.includes(':') ? 'IPv6' : 'IPv4';
  const families = family === 'IPv4' ? ['IPv4', 'IPv6'] : ['IPv6', 'IPv4'];
  const controllers = ['service config', 'endpoint slice config', 'serviceCIDR config', 'node config'];
  const starting: Readonly<Record<string, string>> = {
    'service config': 'config.go:200',
    'endpoint slice config': 'config.go:106',
    'serviceCIDR config': 'config.go:403',
    'node config': 'config.go:309',
  };
  const lines: Line[] = [];
  if (mode === 'iptables') lines.push(['I', 'server_linux.go:53', '"Using iptables proxy"', 0]);
  lines.push(
    ['I', 'shared_informer.go:349', '"Waiting for caches to sync" controller="node informer cache"', 40_196],
    ['I', 'shared_informer.go:356', '"Caches are synced" controller="node informer cache"', 100_486],
    ['I', 'server.go:219', `"Successfully retrieved NodeIPs" NodeIPs=${JSON.stringify(ips)}`, 46],
  );
  if (config.proxy.nodePortAddresses.length === 0 && mode !== 'nftables') {
    const problem =
      'nodePortAddresses is unset; NodePort connections will be accepted on all local IPs. Consider using `--nodeport-addresses primary`';
    lines.push([
      'E',
      'server.go:265',
      `"Kube-proxy configuration may be incomplete or incorrect" err="${problem}"`,
      81,
    ]);
  }
  lines.push(['I', 'server.go:274', `"kube-proxy running in dual-stack mode" primary ipFamily="${family}"`, 37_356]);
  lines.push(...proxierLines(config, mode, families));
  lines.push(
    ['I', 'server.go:527', `"Version info" version="${fullVersion(config)}"`, 326],
    ['I', 'server.go:529', '"Golang settings" GOGC="" GOMAXPROCS="" GOTRACEBACK=""', 18],
  );
  for (const name of controllers) {
    lines.push(
      ['I', starting[name] ?? '', `"Starting ${name} controller"`, 340],
      ['I', 'shared_informer.go:349', `"Waiting for caches to sync" controller="${name}"`, 21],
    );
  }
  for (const name of controllers)
    lines.push(['I', 'shared_informer.go:356', `"Caches are synced" controller="${name}"`, 25_203]);
  return lines;
}

function proxierLines(config: ClusterConfig, mode: ProxyMode, families: readonly string[]): Line[] {
  if (mode === 'nftables') return [['I', 'server_linux.go:261', '"Using nftables Proxier"', 65]];
  if (mode === 'ipvs') {
    const deprecated =
      "The ipvs proxier is now deprecated and may be removed in a future release. Please use 'nftables' instead.";
    const unset = config.proxy.ipvsScheduler === 'rr';
    return [
      ['I', 'server_linux.go:194', '"Using ipvs Proxier"', 44_546],
      ['E', 'server_linux.go:196', `"${deprecated}"`, 56],
      ...families
        .filter(() => unset)
        .map((family): Line => [
          'I',
          'proxier.go:351',
          `"IPVS scheduler not specified, use rr by default" ipFamily="${family}"`,
          212,
        ]),
    ];
  }
  const routed =
    '"Setting route_localnet=1 to allow node-ports on localhost; to change this either disable iptables.localhostNodePorts (--iptables-localhost-nodeports) or set nodePortAddresses (--nodeport-addresses) to filter loopback addresses"';
  const lines: Line[] = [['I', 'server_linux.go:137', '"Using iptables Proxier"', 65]];
  if (config.proxy.localhostNodePorts) lines.push(['I', 'proxier.go:242', `${routed} ipFamily="IPv4"`, 4_618]);
  return lines;
}

function oldLines(config: ClusterConfig, mode: ProxyMode, ip: string): Line[] {
  const family = ip.includes(':') ? 'IPv6' : 'IPv4';
  const chosen: Readonly<Record<ProxyMode, Line[]>> = {
    iptables: [['I', 'server_others.go:185', 'Using iptables Proxier.', 25_403]],
    ipvs: [
      ['I', 'server_others.go:258', 'Using ipvs Proxier.', 25_403],
      ...(config.proxy.ipvsScheduler === 'rr'
        ? ([['W', 'proxier.go:445', 'IPVS scheduler not specified, use rr by default', 13_149]] as const)
        : []),
    ],
    userspace: [['I', 'server_others.go:224', 'Using userspace Proxier.', 25_403]],
    nftables: [],
  };
  const lines: Line[] = [
    ['I', 'node.go:172', `Successfully retrieved node IP: ${ip}`, 0],
    [
      'I',
      'server_others.go:142',
      `kube-proxy node IP is an ${family} address (${ip}), assume ${family} operation`,
      196,
    ],
  ];
  if (mode === 'iptables')
    lines.push(['W', 'server_others.go:578', 'Unknown proxy mode "", assuming iptables proxy', 8_210]);
  lines.push(...chosen[mode], ['I', 'server.go:650', `Version: ${fullVersion(config)}`, 169]);
  // The userspace proxier never learned to read EndpointSlices.
  const backends = mode === 'userspace' ? 'endpoints config' : 'endpoint slice config';
  for (const [source, name] of [
    ['config.go:315', 'service config'],
    [mode === 'userspace' ? 'config.go:135' : 'config.go:224', backends],
  ] as const) {
    lines.push(
      ['I', source, `Starting ${name} controller`, 3_102],
      ['I', 'shared_informer.go:240', `Waiting for caches to sync for ${name}`, 40],
    );
  }
  for (const name of [backends, 'service config']) {
    lines.push(['I', 'shared_informer.go:247', `Caches are synced for ${name}`, 50_031]);
  }
  return lines;
}

/** klog's `mmdd hh:mm:ss.uuuuuu`, in UTC as containers run. */
function klogTime(millisSinceEpoch: number, micros: number): string {
  const date = new Date(millisSinceEpoch + Math.floor(micros / 1000)).toISOString();
  const [, month = '', day = '', time = '', fraction = ''] = /-(\d\d)-(\d\d)T([\d:]+)\.(\d{3})Z/.exec(date) ?? [];
  return `${month}${day} ${time}.${fraction}${String(micros % 1000).padStart(3, '0')}`;
}
