import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import { Grouping } from '../../cluster/grouping.ts';
import type { Transaction } from '../../cluster/transaction.ts';

export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const SERVICE_NAME = 'kubernetes.io/service-name';

/** By manager and Service. */
const managed = new Grouping(({ metadata: { labels, namespace = '' } }) => {
  const manager = labels?.[MANAGED_BY];
  return manager === undefined ? [] : [`${manager} ${namespace}/${labels?.[SERVICE_NAME] ?? ''}`];
});

/** The slices that a controller keeps for the Service `key` (`namespace/name`), sorted by name. */
export function managedSlices(tx: Transaction, manager: string, key: string): readonly EndpointSlice[] {
  return (managed.in(tx, 'endpointslices').get(`${manager} ${key}`) ?? []) as readonly EndpointSlice[];
}
