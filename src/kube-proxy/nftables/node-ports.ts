import { parseAddress, type Family } from '../../net/address.ts';
import { contains, parsePrefix } from '../../net/prefix.ts';
import type { NodeFacts } from '../node-facts.ts';

/**
 * The addresses on which NodePorts answer in nftables mode: those of the node inside `--nodeport-addresses`, the primary one
 * where nothing is configured, or `all` for a prefix of length 0. Loopback never serves.
 */
export function nftNodePortAddresses(facts: NodeFacts, family: Family): readonly string[] | 'all' {
  const configured = facts.nodePortAddresses(family).flatMap((text) => parsePrefix(text) ?? []);
  if (configured.some((network) => network.length === 0)) return 'all';
  if (configured.length === 0) {
    const primary = facts.primaryAddress(family);
    return primary === undefined ? [] : [primary];
  }
  return facts.addresses(family).filter((text) => {
    const address = parseAddress(text);
    return address !== undefined && configured.some((network) => contains(network, address));
  });
}
