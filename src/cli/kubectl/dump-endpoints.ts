import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import type { EndpointSubset } from '../../api/endpoints/type.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { runController } from '../../controllers/reconcile.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

/**
 * Endpoints say what EndpointSlices say in the old way. A dump that has slices but not one of them was made without asking
 * for them: they are derived, for Services with a selector as the endpoint controller makes them, for the API server's own
 * Service from its slice.
 */
export function addMissingEndpoints(tx: Transaction): void {
  if (tx.all('endpoints').size > 0 || tx.all('endpointslices').size === 0) return;
  runController(tx, 'endpoints');
  for (const slice of tx.all('endpointslices').values() as IterableIterator<EndpointSlice>) {
    const { namespace = '', labels = {}, creationTimestamp } = slice.metadata;
    const name = labels[SERVICE_NAME] ?? '';
    if (name !== 'kubernetes' || namespace !== 'default' || tx.get('endpoints', namespace, name)) continue;
    const metadata: KubeObject['metadata'] = { name, namespace };
    if (creationTimestamp) metadata.creationTimestamp = creationTimestamp;
    tx.put('endpoints', { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets: [subsetOf(slice)] });
  }
}

function subsetOf({ endpoints, ports }: EndpointSlice): EndpointSubset {
  const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready !== false);
  return {
    addresses: ready.flatMap(({ addresses }) => addresses.map((ip) => ({ ip }))),
    ports: (ports ?? []).map(({ name, port, protocol }) => ({
      ...(name ? { name } : {}),
      port: port ?? 0,
      protocol: protocol ?? 'TCP',
    })),
  };
}
