import { parseAddress, type Family } from '../net/address.ts';
import { contains, parsePrefix, type Prefix } from '../net/prefix.ts';
import type { NodeFacts } from './node-facts.ts';

/**
 * Where the iptables, IPVS and userspace proxiers serve node ports: any local address, or these. Loopback addresses are left
 * out of a list unless localhost node ports are on. Source: NodePortAddresses (pkg/proxy/util).
 */
export function nodePortsAt(facts: NodeFacts, family: Family): 'any-local' | readonly string[] {
  const networks = networksOf(facts, family);
  if (networks.length === 0 || networks.some((network) => network.length === 0)) return 'any-local';
  const loopbackServed = facts.layout === '1.20' || servesLoopback(facts, family);
  return facts.localAddresses(family).filter((text) => {
    const address = parseAddress(text);
    if (!address || !networks.some((network) => contains(network, address))) return false;
    return loopbackServed || !(text.startsWith('127.') || text === '::1');
  });
}

/** Whether 127.0.0.1:nodePort works: IPv4, switched on, and among the node port addresses. */
export function servesLoopback(facts: NodeFacts, family: Family): boolean {
  if (family === 6 || !facts.localhostNodePorts) return false;
  const networks = networksOf(facts, family);
  return networks.length === 0 || networks.some((network) => overlapsLoopback(network));
}

const LOOPBACK = parsePrefix('127.0.0.0/8') as Prefix;

function overlapsLoopback(network: Prefix): boolean {
  return contains(network, LOOPBACK.address) || contains(LOOPBACK, network.address);
}

function networksOf(facts: NodeFacts, family: Family): Prefix[] {
  return facts
    .nodePortAddresses(family)
    .map((text) => parsePrefix(text))
    .filter((network) => network !== undefined);
}
