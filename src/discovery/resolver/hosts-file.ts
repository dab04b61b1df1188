import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { podHostname } from '../env/pod-environment.ts';
import { isOnNode, type Asker } from './asker.ts';

/** One line of /etc/hosts. */
export interface HostsLine {
  readonly address: string;
  readonly names: readonly string[];
}

const LOCAL: readonly HostsLine[] = [
  { address: '127.0.0.1', names: ['localhost'] },
  { address: '::1', names: ['localhost', 'ip6-localhost', 'ip6-loopback'] },
  { address: 'fe00::0', names: ['ip6-localnet'] },
  { address: 'fe00::0', names: ['ip6-mcastprefix'] },
  { address: 'fe00::1', names: ['ip6-allnodes'] },
  { address: 'fe00::2', names: ['ip6-allrouters'] },
];

interface HostAlias {
  readonly ip?: string;
  readonly hostnames?: readonly string[];
}

/** The lines kubelet writes for a pod (pkg/kubelet managedHostsFileContent): the usual ones, its own, its hostAliases. */
export function podHostsLines(
  cluster: Cluster,
  pod: Pod,
): { own: readonly HostsLine[]; aliases: readonly HostsLine[] } {
  const name = podHostname(pod);
  const { subdomain } = pod.spec;
  const full = subdomain
    ? [`${name}.${subdomain}.${pod.metadata.namespace ?? 'default'}.svc.${cluster.config.clusterDomain}`]
    : [];
  const ips = pod.status?.podIPs?.map(({ ip }) => ip) ?? (pod.status?.podIP ? [pod.status.podIP] : []);
  const own = ips.map((address) => ({ address, names: [...full, name] }));
  const listed = Array.isArray(pod.spec['hostAliases']) ? (pod.spec['hostAliases'] as HostAlias[]) : [];
  const aliases = listed.map(({ ip = '', hostnames = [] }) => ({ address: ip, names: hostnames }));
  return { own: [...LOCAL, ...own], aliases };
}

/** A pod's /etc/hosts as kubelet writes it. */
export function podHostsFile(cluster: Cluster, pod: Pod): string {
  const { own, aliases } = podHostsLines(cluster, pod);
  const text = (lines: readonly HostsLine[]): string =>
    lines.map(({ address, names }) => `${address}\t${names.join('\t')}\n`).join('');
  const usual = own.map(({ address, names }, index) =>
    index < LOCAL.length ? `${address}\t${names.join(' ')}\n` : `${address}\t${names.join('\t')}\n`,
  );
  const more = aliases.length > 0 ? `\n# Entries added by HostAliases.\n${text(aliases)}` : '';
  return `# Kubernetes-managed hosts file${pod.spec.hostNetwork ? ' (host network)' : ''}.\n${usual.join('')}${more}`;
}

/** What the asker's /etc/hosts has for the name: addresses, and all names of the first line. Undefined where it has none. */
export function hostsEntry(
  cluster: Cluster,
  asker: Asker,
  name: string,
  family?: 4 | 6,
): { addresses: string[]; names: readonly string[] } | undefined {
  const lower = name.toLowerCase().replace(/\.$/, '');
  const found = linesOf(cluster, asker).filter(
    ({ names, address }) =>
      names.some((one) => one.toLowerCase() === lower) &&
      (family === undefined || address.includes(':') === (family === 6)),
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const addresses = lower === 'localhost' ? [first.address] : found.map(({ address }) => address);
  return { addresses, names: first.names };
}

function linesOf(cluster: Cluster, asker: Asker): readonly HostsLine[] {
  if (asker.kind === 'node') return [...LOCAL, ...nodeLines(cluster, asker.node)];
  const { own, aliases } = podHostsLines(cluster, { kind: 'Pod', apiVersion: 'v1', ...asker.pod });
  return isOnNode(asker) ? [...LOCAL, ...aliases] : [...own, ...aliases];
}

function nodeLines(cluster: Cluster, node: string): HostsLine[] {
  const found = cluster.get('nodes', '', node);
  const status = found?.['status'] as { addresses?: { type: string; address: string }[] } | undefined;
  return (status?.addresses ?? [])
    .filter(({ type }) => type === 'InternalIP')
    .map(({ address }) => ({ address, names: [node] }));
}
