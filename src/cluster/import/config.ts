import type { ConfigMap } from '../../api/config-map/type.ts';
import { fields, items, texts } from '../../api/go-value.ts';
import type { Node } from '../../api/node/type.ts';
import type { Service } from '../../api/service/type.ts';
import { addressPlus } from '../../net/address.ts';
import { parsePrefix } from '../../net/prefix.ts';
import type { ClusterConfig } from '../config.ts';
import type { Transaction } from '../transaction.ts';
import { clusterNetworks, podNetworks } from './networks.ts';

const METADATA_NAME = 'kubernetes.io/metadata.name';

/**
 * How the cluster of a dump was set up, as far as its objects tell: networks from ServiceCIDR, kubeadm's notes, Services and
 * nodes; the DNS from the kube-dns Service; the release from what its API server wrote. The rest is kubeadm's default.
 */
export function guessedConfig(tx: Transaction): Partial<ClusterConfig> {
  const services = [...tx.all('services').values()] as Service[];
  const nodes = [...tx.all('nodes').values()] as Node[];
  const kubeadm = note(tx, 'kubeadm-config', 'ClusterConfiguration');
  const kubelet = note(tx, 'kubelet-config', 'kubelet');
  const serviceCIDRs =
    cidrsOf(tx) ?? listed(kubeadm, 'serviceSubnet') ?? clusterNetworks(services, tx.config.serviceCIDRs);
  const podCIDRs = listed(kubeadm, 'podSubnet') ?? podNetworks(nodes, tx.config.podCIDRs);
  const clusterCIDR = podCIDRs.join(',');
  return {
    imported: true,
    kubeVersion: releaseOf(tx, services, nodes),
    serviceCIDRs,
    podCIDRs,
    proxy: { ...tx.config.proxy, clusterCIDR },
    clusterDNS: dnsAddresses(tx, kubelet, serviceCIDRs),
    clusterDomain:
      word(kubelet, 'clusterDomain') ?? word(kubeadm, 'dnsDomain') ?? zoneOf(tx) ?? tx.config.clusterDomain,
    nodePortRange: portRange(tx, services),
  };
}

/**
 * 1.20 where an API server wrote the namespaces (a uid tells) but none of what all later ones write; where it cannot be told,
 * the kubelets' release.
 */
function releaseOf(tx: Transaction, services: readonly Service[], nodes: readonly Node[]): string {
  const namespaces = [...tx.all('namespaces').values()];
  const minors = nodes.map(({ status }) => Number(/^v1\.(\d+)/.exec(status?.nodeInfo?.['kubeletVersion'] ?? '')?.[1]));
  const isLater =
    services.some(({ spec }) => spec?.internalTrafficPolicy !== undefined) ||
    namespaces.some(({ metadata }) => metadata.labels?.[METADATA_NAME] !== undefined);
  if (isLater) return '1.36';
  const isFromServer = namespaces.some(({ metadata }) => metadata.uid !== undefined);
  return isFromServer || minors.some((minor) => minor <= 22) ? '1.20' : '1.36';
}

function cidrsOf(tx: Transaction): string[] | undefined {
  const found = texts(fields(tx.get('servicecidrs', '', 'kubernetes')?.['spec'])['cidrs']);
  return found.length > 0 && found.every((text) => parsePrefix(text)) ? found : undefined;
}

/** One of kubeadm's ConfigMaps in kube-system (their names may end in a release: kubelet-config-1.20). */
function note(tx: Transaction, prefix: string, key: string): string {
  for (const map of tx.all('configmaps').values() as Iterable<ConfigMap>) {
    const { name, namespace } = map.metadata;
    if (namespace === 'kube-system' && name.startsWith(prefix)) return String(map.data?.[key] ?? '');
  }
  return '';
}

function word(text: string, field: string): string | undefined {
  return new RegExp(`^\\s*${field}:[ \\t]*"?([^\\s"#]+)`, 'm').exec(text)?.[1];
}

function listed(text: string, field: string): string[] | undefined {
  const found = word(text, field)?.split(',');
  return found?.every((part) => parsePrefix(part)) ? found : undefined;
}

function dnsAddresses(tx: Transaction, kubelet: string, serviceCIDRs: readonly string[]): string[] {
  const written = /^\s*clusterDNS:[ \t]*\n((?:\s*-[ \t]*\S+[ \t]*\n?)+)/m.exec(kubelet)?.[1];
  if (written) return [...written.matchAll(/-[ \t]*"?([^\s"]+)/g)].map((found) => found[1] ?? '');
  const service = (tx.get('services', 'kube-system', 'kube-dns') ?? labelled(tx)) as Service | undefined;
  const { clusterIPs, clusterIP } = service?.spec ?? {};
  const own = (clusterIPs ?? (clusterIP ? [clusterIP] : [])).filter((text) => text !== 'None');
  if (own.length > 0) return own;
  const network = parsePrefix(serviceCIDRs[0] ?? '');
  return network ? [addressPlus(network.address, 10).text] : [...tx.config.clusterDNS];
}

function labelled(tx: Transaction): unknown {
  return [...tx.all('services').values()].find(({ metadata }) => metadata.labels?.['k8s-app'] === 'kube-dns');
}

/** The zone that CoreDNS's kubernetes plug-in serves. */
function zoneOf(tx: Transaction): string | undefined {
  const corefile = String(
    (tx.get('configmaps', 'kube-system', 'coredns') as ConfigMap | undefined)?.data?.['Corefile'],
  );
  return /^\s*kubernetes[ \t]+([a-z0-9][-a-z0-9.]*)/m.exec(corefile)?.[1];
}

/** The usual range, widened to hold every node port there is. */
function portRange(tx: Transaction, services: readonly Service[]): ClusterConfig['nodePortRange'] {
  const ports = services.flatMap(({ spec }) =>
    items(spec?.ports).flatMap((port) => {
      const { nodePort } = fields(port);
      return typeof nodePort === 'number' && nodePort > 0 ? [nodePort] : [];
    }),
  );
  const { from, to } = tx.config.nodePortRange;
  return { from: ports.reduce((a, b) => Math.min(a, b), from), to: ports.reduce((a, b) => Math.max(a, b), to) };
}
