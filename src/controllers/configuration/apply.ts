import { fields } from '../../api/go-value.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { parseAddress } from '../../net/address.ts';
import { parsePrefix } from '../../net/prefix.ts';
import { UserError } from '../../net/user-error.ts';
import { dnsAddressIn } from '../bootstrap/dns-address.ts';
import { moveDns, movePodNetwork, moveServiceNetwork, rewriteDomain } from './moves.ts';
import { proxyConfigFrom } from './proxy-config.ts';
import { writeProxyConfigMap } from './proxy-config-map.ts';

/** What one configuration document did: its kind, and whether it changed anything. */
export interface AppliedConfiguration {
  readonly kind: string;
  readonly changed: boolean;
}

const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/**
 * Sets the cluster up as kubeadm's ClusterConfiguration, KubeletConfiguration and KubeProxyConfiguration documents say, as if
 * it had been made with them: what they leave out stays as it is. Call it before the other objects of the same apply.
 * Documents of other kinds of these groups (InitConfiguration ...) change nothing. Throws UserError for values that make no
 * sense.
 */
export function applyConfiguration(tx: Transaction, documents: readonly unknown[]): AppliedConfiguration[] {
  const ordered = documents
    .map((document) => fields(document))
    .toSorted((a, b) => ORDER.indexOf(String(a['kind'])) - ORDER.indexOf(String(b['kind'])));
  return ordered.map((document) => {
    const kind = String(document['kind']);
    const [config, revision] = [tx.config, tx.revision];
    if (kind === 'ClusterConfiguration') applyCluster(tx, document);
    else if (kind === 'KubeletConfiguration') applyKubelet(tx, document);
    else if (kind === 'KubeProxyConfiguration') applyProxy(tx, document);
    return { kind, changed: JSON.stringify(config) !== JSON.stringify(tx.config) || revision !== tx.revision };
  });
}

/** The cluster's own settings first: the others refer to them. */
const ORDER = ['KubeProxyConfiguration', 'KubeletConfiguration', 'ClusterConfiguration'].toReversed();

type Fields = Readonly<Record<string, unknown>>;

function applyCluster(tx: Transaction, document: Fields): void {
  const networking = fields(document['networking']);
  const version = /^v?1\.(\d{1,3})(\.|$)/.exec(stringIn(document, 'kubernetesVersion') ?? '')?.[1];
  if (version !== undefined) tx.configure({ kubeVersion: Number(version) <= 22 ? '1.20' : '1.36' });
  const domain = stringIn(networking, 'dnsDomain');
  if (domain !== undefined) setDomain(tx, domain);
  const services = networksIn(networking, 'serviceSubnet');
  if (services && services.join() !== tx.config.serviceCIDRs.join()) {
    moveServiceNetwork(tx, services, [dnsAddressIn(services[0] ?? '')]);
  }
  const pods = networksIn(networking, 'podSubnet');
  if (pods && pods.join() !== tx.config.podCIDRs.join()) {
    movePodNetwork(tx, pods);
    writeProxyConfigMap(tx);
  }
}

function applyKubelet(tx: Transaction, document: Fields): void {
  const domain = stringIn(document, 'clusterDomain');
  if (domain !== undefined) setDomain(tx, domain);
  const dns = document['clusterDNS'];
  if (dns !== undefined && dns !== null) {
    if (!Array.isArray(dns) || !dns.every((ip) => typeof ip === 'string' && parseAddress(ip))) {
      throw new UserError('KubeletConfiguration clusterDNS: must be a list of IP addresses', 1);
    }
    moveDns(tx, dns as string[]);
  }
  if (document['resolvConf'] === '') tx.configure({ nodeResolvConf: '' });
}

function applyProxy(tx: Transaction, document: Fields): void {
  const proxy = proxyConfigFrom(document, tx.config);
  const clusterCIDR = 'clusterCIDR' in document ? proxy.clusterCIDR : tx.config.proxy.clusterCIDR;
  const running = Object.keys(tx.config.runningProxyModes).map((node) => [node, proxy.mode] as const);
  tx.configure({ proxy: { ...proxy, clusterCIDR }, runningProxyModes: Object.fromEntries(running) });
  writeProxyConfigMap(tx);
}

function setDomain(tx: Transaction, domain: string): void {
  const bare = domain.replace(/\.$/, '');
  if (!DOMAIN.test(bare)) throw new UserError(`${JSON.stringify(domain)} is not a DNS domain`, 1);
  if (bare !== tx.config.clusterDomain) rewriteDomain(tx, bare);
}

function networksIn(object: Fields, field: string): string[] | undefined {
  const text = stringIn(object, field);
  if (text === undefined) return undefined;
  const cidrs = text.split(',').map((cidr) => cidr.trim());
  const families = new Set(cidrs.map((cidr) => (cidr.includes('/') ? parsePrefix(cidr)?.address.family : undefined)));
  if (families.has(undefined) || families.size !== cidrs.length) {
    const hint = 'One network, or one of each family separated by a comma.';
    throw new UserError(`ClusterConfiguration networking.${field}: Invalid value: ${JSON.stringify(text)}`, 1, hint);
  }
  return cidrs;
}

function stringIn(object: Fields, field: string): string | undefined {
  const value = object[field];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
