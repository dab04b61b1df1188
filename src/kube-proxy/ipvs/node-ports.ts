import type { Cluster } from '../../cluster/cluster.ts';
import type { Family } from '../../net/address.ts';
import type { NodeFacts } from '../node-facts.ts';
import { nodePortsAt } from '../node-ports.ts';

/**
 * The addresses for which a node port gets a virtual server: those of `--nodeport-addresses`, else every local one, without loopback,
 * link-local and kube-ipvs0's own. Of a dumped cluster only the addresses that the Node objects tell are known.
 */
export function ipvsNodePortAddresses(cluster: Cluster, facts: NodeFacts, family: Family): readonly string[] {
  const at = nodePortsAt(facts, family);
  const all =
    at !== 'any-local' ? at : cluster.config.imported ? facts.addresses(family) : facts.localAddresses(family);
  return all.filter((ip) => !ip.startsWith('127.') && ip !== '::1' && !/^fe[89ab]/i.test(ip));
}
