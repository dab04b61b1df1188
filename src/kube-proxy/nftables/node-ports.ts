import { parseAddress, type Family } from '../../net/address.ts';
import { contains, parsePrefix } from '../../net/prefix.ts';
import type { NodeFacts } from '../node-facts.ts';

/**
 * The addresses on which NodePorts answer in nftables mode: those of the node inside `--nodeport-addresses`, the primary one
 * where nothing is configured. `all` for a prefix of length 0, and for a family that a list says nothing of, be it because the
 * node has no such address. Loopback never serves. Source: NewNodePortAddresses (pkg/proxy/util), newProxyServer.
 */
export function nftNodePortAddresses(facts: NodeFacts, family: Family): readonly string[] | 'all' {
  const other = family === 4 ? 6 : 4;
  const configured = facts.nodePortAddresses(family).flatMap((text) => parsePrefix(text) ?? []);
  if (configured.some((network) => network.length === 0)) return 'all';
  if (configured.length === 0) {
    const primary = facts.nodePortAddresses(other).length > 0 ? undefined : facts.primaryAddress(family);
    return primary === undefined ? 'all' : [primary];
  }
  return facts.addresses(family).filter((text) => {
    const address = parseAddress(text);
    return address !== undefined && configured.some((network) => contains(network, address));
  });
}
