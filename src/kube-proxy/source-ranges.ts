import { parseAddress } from '../net/address.ts';
import { contains, parsePrefix } from '../net/prefix.ts';
import type { NodeFacts } from './node-facts.ts';
import type { PortPlan } from './service-plan.ts';

/**
 * Whether one of the load balancer's source ranges holds this node's address. A packet from the node to a load balancer address
 * that it has bound itself carries that very address as its source, so proxiers then let it in too.
 */
export function rangesHoldNode(plan: PortPlan, facts: NodeFacts): boolean {
  if (plan.loadBalancerSourceRanges.length === 0) return false;
  const node = parseAddress(facts.nodeIP(plan.family));
  return plan.loadBalancerSourceRanges.some((range) => {
    const network = parsePrefix(range);
    return node !== undefined && network !== undefined && contains(network, node);
  });
}
