import { texts } from '../../api/go-value.ts';
import type { Node } from '../../api/node/type.ts';
import type { Service } from '../../api/service/type.ts';
import { addressPlus, type Address, type Family } from '../../net/address.ts';
import { contains, parsePrefix, prefixOf, prefixText, type Prefix } from '../../net/prefix.ts';
import { clusterAddresses } from '../service/allocations.ts';
import { parseAddress } from '../../net/address.ts';

/** The widest a service network may be. */
const WIDEST: Readonly<Record<Family, number>> = { 4: 12, 6: 108 };
const USUAL: Readonly<Record<Family, number>> = { 4: 16, 6: 112 };

/**
 * The service networks that hold all cluster addresses, the family of Service `kubernetes` first. The usual network where it
 * fits; else one that begins right below the address of `kubernetes`, which is its first.
 */
export function clusterNetworks(services: readonly Service[], usual: readonly string[]): string[] {
  const master = services.find(({ metadata }) => metadata.name === 'kubernetes' && metadata.namespace === 'default');
  const inOrder = [...(master ? [master] : []), ...services];
  const addresses = inOrder.flatMap((service) => clusterAddresses(service).flatMap((text) => parseAddress(text) ?? []));
  const families = [...new Set(addresses.map(({ family }) => family))];
  if (families.length === 0) return [...usual];
  const masters = master ? clusterAddresses(master).flatMap((text) => parseAddress(text) ?? []) : [];
  return families.map((family) => {
    const own = addresses.filter((address) => address.family === family);
    const fitting = usual.map(parsePrefix).find((network) => network && own.every((one) => contains(network, one)));
    if (fitting) return prefixText(fitting);
    const first = masters.find((address) => address.family === family);
    const base = first ? addressPlus(first, -1) : own[0];
    return base ? prefixText(around(base, own, USUAL[family], WIDEST[family])) : '';
  });
}

/**
 * The pod networks that hold the nodes' podCIDRs: the usual one where it fits, else as much wider than a node's as the node
 * IPAM controller allows (IPv4 up to /16, IPv6 by 16 bits). Without nodes the usual ones; none where nodes have no podCIDR.
 */
export function podNetworks(nodes: readonly Node[], usual: readonly string[]): string[] {
  const own = nodes.flatMap(({ spec }) => {
    const listed = texts(spec?.podCIDRs);
    return (listed.length > 0 ? listed : spec?.podCIDR ? [spec.podCIDR] : []).flatMap(
      (text) => parsePrefix(text) ?? [],
    );
  });
  if (nodes.length === 0) return [...usual];
  return [...new Set(own.map(({ address }) => address.family))].map((family) => {
    const networks = own.filter(({ address }) => address.family === family);
    const addresses = networks.map(({ address }) => address);
    const fitting = usual
      .map(parsePrefix)
      .find((network) => network && addresses.every((one) => contains(network, one)));
    if (fitting) return prefixText(fitting);
    const [first] = networks;
    if (!first) return '';
    const wide = family === 4 ? Math.min(first.length, 16) : Math.max(first.length - 16, 0);
    return prefixText(around(first.address, addresses, wide, 0));
  });
}

/** The network around `base` of `length` bits or, where that does not hold all addresses, wider. */
function around(base: Address, all: readonly Address[], length: number, widest: number): Prefix {
  let network = prefixOf(base, length);
  while (network.length > widest && !all.every((address) => contains(network, address))) {
    network = prefixOf(base, network.length - 1);
  }
  return network;
}
