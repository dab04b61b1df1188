import type { Node } from '../api/node/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { ProxyMode } from '../cluster/config.ts';
import { derived } from '../cluster/derived.ts';
import { StatusError } from '../cluster/status-error.ts';
import { addressPlus, type Family } from '../net/address.ts';
import { parsePrefix } from '../net/prefix.ts';
import { addressesOfFamily, prefixesOfFamily } from './addresses.ts';
import { serviceCIDRs } from './cluster-prefixes.ts';
import { podTraffic, type PodTraffic } from './pod-traffic.ts';
import { layoutOf, type Layout } from './version.ts';

/** What kube-proxy knows of the node it runs on, and how it was told to work there. */
export interface NodeFacts {
  readonly name: string;
  readonly kubeVersion: string;
  readonly layout: Layout;
  /** The mode its running kube-proxy started with. */
  readonly mode: ProxyMode;
  /** `topology.kubernetes.io/zone`; '' for none. */
  readonly zone: string;
  /** InternalIP and ExternalIP addresses of a family, in the node's own order. */
  addresses(family: Family): readonly string[];
  /** The first InternalIP of a family, else the first ExternalIP. */
  primaryAddress(family: Family): string | undefined;
  /** What kube-proxy takes for its node's address: the primary one, else loopback (detectNodeIPs). */
  nodeIP(family: Family): string;
  /** What counts as pod traffic (`--detect-local-mode`); undefined: no detection, no masquerade rules. */
  podTraffic(family: Family): PodTraffic | undefined;
  serviceCIDRs(family: Family): readonly string[];
  /** Every address the node answers to in a family: loopback, its own, and the pod bridge's where it has one. */
  localAddresses(family: Family): readonly string[];
  /** nodePortAddresses of a family; an empty list means every local address (nftables mode: the primary one). */
  nodePortAddresses(family: Family): readonly string[];
  readonly masqueradeAll: boolean;
  /** 1 << masqueradeBit */
  readonly masqueradeMark: number;
  readonly localhostNodePorts: boolean;
  /** The kernel has the nfacct objects that kube-proxy counts with (since 1.32). */
  readonly nfacct: boolean;
}

const factsOf = derived<Cluster, Map<string, NodeFacts>>(() => new Map());

/** The facts of one node. Throws StatusError 404 for a name that is no node of the cluster. */
export function nodeFacts(cluster: Cluster, nodeName: string): NodeFacts {
  const known = factsOf(cluster);
  let facts = known.get(nodeName);
  if (!facts) known.set(nodeName, (facts = readFacts(cluster, nodeName)));
  return facts;
}

/** The zone label of a node; '' where there is none. */
export function nodeZone(cluster: Cluster, nodeName: string): string {
  return cluster.get('nodes', '', nodeName)?.metadata.labels?.['topology.kubernetes.io/zone'] ?? '';
}

/** The node whose rules are shown where none was named: the only one, or the first by name. Undefined without nodes. */
export function defaultNode(cluster: Cluster): string | undefined {
  return [...cluster.all('nodes').values()].map((node) => node.metadata.name).sort()[0];
}

function readFacts(cluster: Cluster, nodeName: string): NodeFacts {
  const node = cluster.get('nodes', '', nodeName) as Node | undefined;
  if (!node) {
    const known = [...cluster.all('nodes').values()].map((one) => one.metadata.name).sort();
    const hint = known.length === 0 ? 'the cluster has no nodes' : `nodes of this cluster: ${known.join(', ')}`;
    throw new StatusError(404, 'NotFound', `nodes "${nodeName}" not found`, { name: nodeName, kind: 'nodes' }, hint);
  }
  const { proxy, kubeVersion, runningProxyModes } = cluster.config;
  const layout = layoutOf(kubeVersion);
  const podTraffics = { 4: podTraffic(cluster, node, 4), 6: podTraffic(cluster, node, 6) };
  const byFamily = (family: Family): readonly string[] => nodeAddresses(node, family);
  const bridge = (family: Family): readonly string[] =>
    cluster.config.podNetwork === 'bridge' ? bridgeAddress(node, family) : [];
  return {
    name: nodeName,
    kubeVersion,
    layout,
    mode: Object.hasOwn(runningProxyModes, nodeName) ? (runningProxyModes[nodeName] ?? proxy.mode) : proxy.mode,
    zone: nodeZone(cluster, nodeName),
    addresses: byFamily,
    primaryAddress: (family) => byFamily(family)[0],
    nodeIP: (family) => byFamily(family)[0] ?? loopback(family),
    podTraffic: (family) => podTraffics[family],
    serviceCIDRs: (family) => serviceCIDRs(cluster, family),
    localAddresses: (family) => [loopback(family), ...byFamily(family), ...bridge(family)],
    nodePortAddresses: (family) =>
      proxy.nodePortAddresses.includes('primary')
        ? byFamily(family)
            .slice(0, 1)
            .map((ip) => `${ip}/${family === 4 ? 32 : 128}`)
        : prefixesOfFamily(proxy.nodePortAddresses, family),
    masqueradeAll: proxy.masqueradeAll,
    masqueradeMark: 2 ** proxy.masqueradeBit,
    localhostNodePorts: proxy.localhostNodePorts,
    nfacct: layout !== '1.20',
  };
}

function loopback(family: Family): string {
  return family === 4 ? '127.0.0.1' : '::1';
}

function nodeAddresses(node: Node, family: Family): readonly string[] {
  const all = node.status?.addresses ?? [];
  const ofType = (type: string): string[] =>
    addressesOfFamily(
      all.filter((one) => one.type === type).map((one) => one.address),
      family,
    );
  return [...new Set([...ofType('InternalIP'), ...ofType('ExternalIP')])];
}

/** The pod bridge owns the first address of the node's pod CIDR. */
function bridgeAddress({ spec }: Node, family: Family): string[] {
  const [network] = prefixesOfFamily(spec?.podCIDRs ?? [spec?.podCIDR], family);
  const base = network === undefined ? undefined : parsePrefix(network)?.address;
  return base ? [addressPlus(base, 1).text] : [];
}
