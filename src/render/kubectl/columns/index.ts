import { ENDPOINTS, ENDPOINT_SLICE } from './endpoint.ts';
import type { KindColumns } from './kind.ts';
import { NODE } from './node.ts';
import { CONFIG_MAP, EVENT, GENERIC, INGRESS, NAMESPACE, NETWORK_POLICY, SERVICE_CIDR } from './other.ts';
import { POD } from './pod.ts';
import { SERVICE } from './service.ts';
import { DAEMON_SET, DEPLOYMENT, REPLICA_SET } from './workload.ts';

const KINDS: ReadonlyMap<string, KindColumns> = new Map([
  ['configmaps', CONFIG_MAP],
  ['daemonsets', DAEMON_SET],
  ['deployments', DEPLOYMENT],
  ['endpoints', ENDPOINTS],
  ['endpointslices', ENDPOINT_SLICE],
  ['events', EVENT],
  ['ingresses', INGRESS],
  ['namespaces', NAMESPACE],
  ['networkpolicies', NETWORK_POLICY],
  ['nodes', NODE],
  ['pods', POD],
  ['replicasets', REPLICA_SET],
  ['servicecidrs', SERVICE_CIDR],
  ['services', SERVICE],
]);

/** The table columns of a resource by its plural; name and age for kinds without their own. Also what the API's Table holds. */
export function columnsOf(plural: string): KindColumns {
  return KINDS.get(plural) ?? GENERIC;
}
