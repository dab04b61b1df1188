import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Endpoints } from '../../src/api/endpoints/type.ts';
import type { EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { resourceOfKind } from '../../src/api/resource.ts';
import { emptyCluster, type Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ClusterConfig } from '../../src/cluster/config.ts';
import { Transaction } from '../../src/cluster/transaction.ts';
import { seededRandom } from '../../src/net/random.ts';

export const RECORDINGS = new URL('./', import.meta.url);

/** A recorded scenario's cluster as it stood, without the command line: `loadDump('1.36', 'types')`. */
export function loadDump(version: string, scenario: string, config: Partial<ClusterConfig> = {}): Cluster {
  const text = readFileSync(new URL(`${version}/${scenario}/cluster.yaml`, RECORDINGS), 'utf8');
  const list = parse(text) as { items: KubeObject[] };
  return clusterOf(list.items, { ...DEFAULT_CONFIG, kubeVersion: version, imported: true, ...config });
}

/** A cluster of exactly these objects; Endpoints without an EndpointSlice of their Service are turned into one. */
export function clusterOf(objects: readonly KubeObject[], config: ClusterConfig): Cluster {
  const transaction = new Transaction(emptyCluster(config), { now: 0, random: seededRandom('test') });
  for (const object of objects) {
    const resource = resourceOfKind(object.kind);
    if (resource) transaction.putVerbatim(resource.plural, object);
  }
  const served = new Set([...transaction.all('endpointslices').values()].map(serviceKey));
  for (const object of transaction.all('endpoints').values())
    if (!served.has(`${object.metadata.namespace}/${object.metadata.name}`))
      for (const slice of slicesOf(object as Endpoints)) transaction.putVerbatim('endpointslices', slice);
  return transaction.commit();
}

function serviceKey(slice: KubeObject): string {
  return `${slice.metadata.namespace}/${slice.metadata.labels?.['kubernetes.io/service-name']}`;
}

function slicesOf({ metadata, subsets }: Endpoints): EndpointSlice[] {
  return (subsets ?? []).map((subset, index) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${metadata.name}-${index}`,
      namespace: metadata.namespace ?? 'default',
      labels: { ...metadata.labels, 'kubernetes.io/service-name': metadata.name },
    },
    addressType: 'IPv4',
    ports: (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP' }) => ({
      name,
      port,
      protocol: protocol as 'TCP',
    })),
    endpoints: [
      ...(subset.addresses ?? []).map((address) => ({ address, ready: true })),
      ...(subset.notReadyAddresses ?? []).map((address) => ({ address, ready: false })),
    ].map(({ address, ready }) => ({
      addresses: [address.ip],
      conditions: { ready },
      ...(address.nodeName ? { nodeName: address.nodeName } : {}),
      ...(address.targetRef ? { targetRef: address.targetRef } : {}),
    })),
  }));
}
