import { fields, items, type Fields } from '../go-value.ts';
import { addQuantities, compareQuantities, quantityOf, type Quantity } from '../quantity.ts';
import type { Pod } from './type.ts';

export type ResourceKind = 'requests' | 'limits';
export type ResourceAmounts = ReadonlyMap<string, Quantity>;

/** The entries of a resource list that are quantities, by resource name. */
export function resourceAmounts(list: unknown): Map<string, Quantity> {
  const amounts = new Map<string, Quantity>();
  for (const [name, value] of Object.entries(fields(list))) {
    const quantity = quantityOf(value);
    if (quantity) amounts.set(name, quantity);
  }
  return amounts;
}

/** `resources` of a container or, since 1.32, of a pod. */
export function resourcesOf(owner: Fields, kind: ResourceKind): Map<string, Quantity> {
  return resourceAmounts(fields(owner['resources'])[kind]);
}

/**
 * What a pod asks for or may use in all: the sum of its containers and sidecars, or what its init containers need at their
 * time if that is more; what the pod says of itself goes first, and its overhead comes on top (limits only where there is
 * one). Behaviour: PodRequests and PodLimits of component-helpers/resource.
 */
export function podAmounts({ spec }: Pod, kind: ResourceKind): ResourceAmounts {
  const total = new Map<string, Quantity>();
  for (const container of spec.containers) addAll(total, resourcesOf(container, kind));
  const sidecars = new Map<string, Quantity>();
  const starting = new Map<string, Quantity>();
  for (const container of items(spec.initContainers).map(fields)) {
    const own = resourcesOf(container, kind);
    if (container['restartPolicy'] === 'Always') {
      addAll(total, own);
      addAll(sidecars, own);
      raiseAll(starting, sidecars);
    } else {
      addAll(own, sidecars);
      raiseAll(starting, own);
    }
  }
  raiseAll(total, starting);
  for (const [name, amount] of resourcesOf(spec, kind)) total.set(name, amount);
  for (const [name, amount] of resourceAmounts(spec['overhead'])) {
    if (kind === 'requests' || total.has(name)) addAll(total, new Map([[name, amount]]));
  }
  return total;
}

/** Adds each of `more` to the sums in `sums`. */
export function addAll(sums: Map<string, Quantity>, more: ResourceAmounts): void {
  for (const [name, amount] of more) {
    const before = sums.get(name);
    sums.set(name, before ? addQuantities(before, amount) : amount);
  }
}

function raiseAll(amounts: Map<string, Quantity>, least: ResourceAmounts): void {
  for (const [name, amount] of least) {
    const before = amounts.get(name);
    if (!before || compareQuantities(amount, before) > 0) amounts.set(name, amount);
  }
}
