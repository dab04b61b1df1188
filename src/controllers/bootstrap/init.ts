import { createObject } from '../../cluster/create.ts';
import { Cluster, emptyCluster } from '../../cluster/cluster.ts';
import { DEFAULT_CONFIG, type ClusterConfig, type ProxyMode } from '../../cluster/config.ts';
import { transact, type Surroundings, type Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import { dnsAddressIn } from './dns-address.ts';
import { parsePrefix } from '../../net/prefix.ts';
import type { KubeObject } from '../../api/meta.ts';
import { modeFrom } from '../configuration/proxy-config.ts';
import { reconcile } from '../reconcile.ts';
import { coreDns } from './core-dns.ts';
import { kubeProxy } from './kube-proxy.ts';
import { kubernetesService, writeApiServerEndpoints } from './kubernetes-service.ts';
import { kubeadmConfigMaps } from './kubeadm-config.ts';

export interface InitOptions extends Partial<Pick<ClusterConfig, Adjustable>> {
  /** How many nodes: node1, node2 ... Default: 2. */
  readonly nodes?: number;
  readonly proxyMode?: ProxyMode;
}

type Adjustable =
  | 'kubeVersion'
  | 'clusterDomain'
  | 'clusterDNS'
  | 'serviceCIDRs'
  | 'podCIDRs'
  | 'nodePortRange'
  | 'loadBalancerPool'
  | 'podNetwork'
  | 'overlay'
  | 'nodeResolvConf'
  | 'seed';

const NODE_LIMIT = 5000;
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/**
 * A new cluster as kubeadm leaves it: namespaces, nodes, the `kubernetes` Service, CoreDNS behind `kube-dns`, and a kube-proxy
 * on every node, all running. Throws UserError for networks that make no sense.
 */
export function initCluster(options: InitOptions, surroundings: Surroundings): Cluster {
  const config = configFrom(options);
  const nodes = options.nodes ?? 2;
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > NODE_LIMIT) {
    throw new UserError(`a cluster has 1 to ${NODE_LIMIT} nodes, not ${nodes}`);
  }
  return transact(emptyCluster(config), surroundings, (tx) => furnish(tx, nodes));
}

function configFrom(options: InitOptions): ClusterConfig {
  const { nodes: _, proxyMode, ...given } = options;
  const merged = { ...DEFAULT_CONFIG, ...given };
  for (const cidr of [...merged.serviceCIDRs, ...merged.podCIDRs]) {
    if (!cidr.includes('/') || !parsePrefix(cidr))
      throw new UserError(`${cidr} is not a network`, 2, 'Write it as 10.96.0.0/12.');
  }
  const mode = modeFrom(proxyMode, merged);
  return {
    ...merged,
    clusterDNS: given.clusterDNS ?? [dnsAddressIn(merged.serviceCIDRs[0] ?? '')],
    proxy: { ...DEFAULT_CONFIG.proxy, clusterCIDR: merged.podCIDRs.join(','), mode },
  };
}

function furnish(tx: Transaction, nodes: number): void {
  for (const name of NAMESPACES) create(tx, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, true);
  for (let i = 1; i <= nodes; i++) create(tx, nodeNamed(`node${i}`, i === 1));
  reconcile(tx);
  for (const object of [
    serviceCidr(tx.config),
    kubernetesService(tx.config),
    ...kubeadmConfigMaps(tx.config),
    ...coreDns(tx.config),
    ...kubeProxy(tx.config),
  ]) {
    create(tx, object);
  }
  writeApiServerEndpoints(tx);
  reconcile(tx);
}

function create(tx: Transaction, object: KubeObject, isNamespace = false): void {
  if (!isNamespace) {
    createObject(tx, object);
    return;
  }
  const labels = { 'kubernetes.io/metadata.name': object.metadata.name };
  createObject(tx, { ...object, metadata: { ...object.metadata, labels } });
}

function nodeNamed(name: string, isControlPlane: boolean): KubeObject {
  const labels: Record<string, string> = { 'kubernetes.io/hostname': name };
  if (isControlPlane) labels['node-role.kubernetes.io/control-plane'] = '';
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} };
}

function serviceCidr({ serviceCIDRs }: ClusterConfig): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'ServiceCIDR',
    metadata: { name: 'kubernetes' },
    spec: { cidrs: [...serviceCIDRs] },
    status: {},
  };
}
