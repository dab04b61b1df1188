import type { Node } from '../api/node/type.ts';
import type { Service } from '../api/service/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import type { Family } from '../net/address.ts';
import { contains, parsePrefix, prefixOf, prefixText, type Prefix } from '../net/prefix.ts';
import { prefixesOfFamily, sloppyAddress } from './addresses.ts';

/**
 * The pod network of a family as kube-proxy's `--cluster-cidr` has it; undefined: it was given none. A dump of a live
 * cluster does not say: there the nodes' own podCIDRs decide, widened as far as the node IPAM controller lets a cluster
 * CIDR be wider than a node's (IPv4 by a byte to /16, IPv6 by its limit of 16 bits), unless the configured one holds them.
 */
export function clusterCIDR(cluster: Cluster, family: Family): string | undefined {
  const { proxy, imported } = cluster.config;
  const configured = prefixesOfFamily(proxy.clusterCIDR.split(','), family)[0];
  if (!imported || proxy.clusterCIDR === '') return configured;
  const ofNodes = nodeNetworks(cluster.all('nodes')).find((network) => network.address.family === family);
  if (!ofNodes) return configured;
  const network = configured === undefined ? undefined : parsePrefix(configured);
  if (network && contains(network, ofNodes.address)) return configured;
  return prefixText(prefixOf(ofNodes.address, Math.min(ofNodes.length, family === 4 ? 16 : ofNodes.length - 16)));
}

/** The Service networks of a family. A dump may lack the second family's: then the /112 (IPv4: /12) around its first cluster IP. */
export function serviceCIDRs(cluster: Cluster, family: Family): readonly string[] {
  const configured = prefixesOfFamily(cluster.config.serviceCIDRs, family);
  if (!cluster.config.imported) return configured;
  const first = firstClusterIPs(cluster.all('services'))[family];
  const address = sloppyAddress(first ?? '');
  if (!address) return configured;
  const held = configured.some((text) => {
    const network = parsePrefix(text);
    return network !== undefined && contains(network, address);
  });
  return held ? configured : [prefixText(prefixOf(address, family === 4 ? 12 : 112))];
}

const nodeNetworks = derived((nodes: ReadonlyMap<string, unknown>): readonly Prefix[] =>
  [...nodes.values()].flatMap((object) => {
    const { spec } = object as Node;
    const texts = spec?.podCIDRs ?? (spec?.podCIDR ? [spec.podCIDR] : []);
    return texts.map((text) => parsePrefix(text)).filter((network) => network !== undefined);
  }),
);

const firstClusterIPs = derived((services: ReadonlyMap<string, unknown>): { 4?: string; 6?: string } => {
  const first: { 4?: string; 6?: string } = {};
  for (const object of services.values()) {
    const { spec } = object as Service;
    for (const text of spec.clusterIPs ?? [spec.clusterIP ?? '']) {
      const address = sloppyAddress(text);
      if (address) first[address.family] ??= address.text;
    }
    if (first[4] !== undefined && first[6] !== undefined) break;
  }
  return first;
});
