import type { Asking } from '../kernel/lab-questions.ts';
import { familiesOf, podAddress } from './places.ts';
import type { ClusterPlan } from './plan.ts';

/** Clients that come in by the first node and by the last, and a pod that no object has on each of the first two. */
export function askersOf(plan: ClusterPlan): Asking {
  const { nodes } = plan;
  const last = `node${nodes.length}`;
  const clients = { IPv4: [{ address: '198.51.100.7', node: 'node1' }, { address: '192.0.2.9', node: last }], IPv6: [{ address: '2001:db8:51::7', node: 'node1' }] }; // prettier-ignore
  const families = familiesOf(plan);
  return {
    clients: families.flatMap((family) => clients[family]),
    throwaway: families.flatMap((family) => nodes.slice(0, 2).map((_, index) => ({ address: podAddress(family, index, 250), node: `node${index + 1}` }))), // prettier-ignore
  };
}
