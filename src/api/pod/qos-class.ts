import { fields, given, items, type Fields } from '../go-value.ts';
import { compareQuantities, type Quantity } from '../quantity.ts';
import { addAll, resourcesOf, type ResourceKind } from './resources.ts';
import type { Pod } from './type.ts';

const COUNTED = ['cpu', 'memory'];

/**
 * Guaranteed, Burstable or BestEffort, from the cpu and memory of the pod's containers and init containers, or from what
 * the pod says of itself. Behaviour: ComputePodQOS of the kubelet's and kubectl's qos packages.
 */
export function qosClass({ spec }: Pod): string {
  const owners: Fields[] = given(spec['resources'])
    ? [spec]
    : [...spec.containers, ...items(spec.initContainers).map(fields)];
  const [requests, limits] = [sum(owners, 'requests'), sum(owners, 'limits')];
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const guaranteed =
    requests.size === limits.size &&
    owners.every((owner) => counted(owner, 'limits').size === COUNTED.length) &&
    [...requests].every(([name, request]) => {
      const limit = limits.get(name);
      return limit !== undefined && compareQuantities(limit, request) === 0;
    });
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

function sum(owners: readonly Fields[], kind: ResourceKind): Map<string, Quantity> {
  const total = new Map<string, Quantity>();
  for (const owner of owners) addAll(total, counted(owner, kind));
  return total;
}

function counted(owner: Fields, kind: ResourceKind): Map<string, Quantity> {
  const amounts = [...resourcesOf(owner, kind)];
  return new Map(amounts.filter(([name, { digits }]) => COUNTED.includes(name) && digits > 0n));
}
