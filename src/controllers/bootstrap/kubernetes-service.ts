import type { KubeObject } from '../../api/meta.ts';
import type { Node } from '../../api/node/type.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import { createObject } from '../../cluster/create.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { addressPlus } from '../../net/address.ts';
import { parsePrefix } from '../../net/prefix.ts';
import { nodeAddresses } from '../node-facts.ts';
import { isAtLeast } from '../version.ts';
import { create } from '../writes.ts';

export const API_SERVER_PORT = 6443;

/** The Service of the API server itself: the first address of the service network. */
export function kubernetesService({ serviceCIDRs }: ClusterConfig): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { component: 'apiserver', provider: 'kubernetes' },
    },
    spec: {
      clusterIP: firstAddress(serviceCIDRs[0] ?? ''),
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: API_SERVER_PORT }],
      sessionAffinity: 'None',
      type: 'ClusterIP',
    },
  };
}

/**
 * Puts the API server's own Service back where it was deleted, as the API server's loop does within seconds. An imported
 * cluster is left as its dump has it. Returns whether it had to.
 */
export function restoreKubernetesService(tx: Transaction): boolean {
  if (tx.config.imported || tx.get('services', 'default', 'kubernetes') || !tx.get('namespaces', '', 'default'))
    return false;
  createObject(tx, kubernetesService(tx.config));
  for (const plural of ['endpoints', 'endpointslices']) tx.remove(plural, 'default', 'kubernetes');
  writeApiServerEndpoints(tx);
  return true;
}

/** The first usable address of a network, which the API server takes for itself. */
export function firstAddress(cidr: string): string {
  const prefix = parsePrefix(cidr);
  return prefix ? addressPlus(prefix.address, 1).text : '';
}

/** The API server writes its endpoints itself: it stands on the first node. No controller mirrors or owns them. */
export function writeApiServerEndpoints(tx: Transaction): void {
  const [first] = [...tx.all('nodes').values()] as Node[];
  const primary = (tx.config.serviceCIDRs[0] ?? '').includes(':');
  const ip = nodeAddresses(first).find((address) => address.includes(':') === primary);
  if (ip === undefined) return;
  const port = { name: 'https', port: API_SERVER_PORT, protocol: 'TCP' as const };
  create(tx, 'endpoints', {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    },
    subsets: [{ addresses: [{ ip }], ports: [port] }],
  });
  create(tx, 'endpointslices', {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'kubernetes' },
      ...(isAtLeast(tx.config, 21) ? { generation: 1 } : {}),
    },
    addressType: primary ? 'IPv6' : 'IPv4',
    endpoints: [{ addresses: [ip], conditions: { ready: true } }],
    ports: [port],
  });
}
