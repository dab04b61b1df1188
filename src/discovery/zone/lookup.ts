import type { KubeObject } from '../../api/meta.ts';
import type { Pod } from '../../api/pod/type.ts';
import { keyOf, type Cluster } from '../../cluster/cluster.ts';
import { derived } from '../../cluster/derived.ts';
import type { ObjectMap } from '../../cluster/cluster.ts';
import { Grouping } from '../../cluster/grouping.ts';
import { endpointView, type EndpointView } from './endpoint-view.ts';
import { serviceView, type ServiceView } from './service-view.ts';

/** The questions DNS asks of a cluster. Each is answered from an index over one resource's objects, never by a walk over all of them. */

const SERVICE_LABEL = 'kubernetes.io/service-name';

const slicesByService = new Grouping((object) => {
  const service = object.metadata.labels?.[SERVICE_LABEL];
  return service ? [`${object.metadata.namespace ?? 'default'}/${service}`] : [];
});
const slicesByAddress = new Grouping((object) => [...new Set(endpointView(object).addresses.map(({ ip }) => ip))]);
const servicesByAddress = new Grouping((object) => serviceView(object).clusterIPs);
const podsByAddress = new Grouping((object) => podAddresses(object as Pod));

/**
 * The objects of a group. Where the resource still rests unread in a big state file, only those are read that contain `text` as
 * JSON writes it: one question need not parse ten thousand Services.
 */
function members(
  cluster: Cluster,
  plural: string,
  grouping: Grouping,
  key: string,
  text: string,
): readonly KubeObject[] {
  // IPv6 has several spellings: such a text may be written otherwise.
  const few = /^"[0-9a-f]*:/.test(text) ? undefined : cluster.containing(plural, text);
  return grouping.among(few, key) ?? grouping.of(cluster.all(plural)).get(key) ?? [];
}

/** The Service `name` in `namespace` (any case), or undefined. */
export function findService(cluster: Cluster, namespace: string, name: string): ServiceView | undefined {
  const found = cluster.get('services', namespace.toLowerCase(), name.toLowerCase());
  return found && serviceView(found);
}

/** The slices of a Service, ordered by name. */
export function findEndpoints(cluster: Cluster, namespace: string, service: string): EndpointView[] {
  const key = `${namespace.toLowerCase()}/${service.toLowerCase()}`;
  const label = `${JSON.stringify(SERVICE_LABEL)}:${JSON.stringify(service.toLowerCase())}`;
  return members(cluster, 'endpointslices', slicesByService, key, label).map(endpointView);
}

/** The first Service (by name) that has the ClusterIP. */
export function serviceWithAddress(cluster: Cluster, ip: string): ServiceView | undefined {
  const [found] = members(cluster, 'services', servicesByAddress, ip, JSON.stringify(ip));
  return found && serviceView(found);
}

/** The slices that list the address as ready. */
export function endpointsWithAddress(cluster: Cluster, ip: string): EndpointView[] {
  return members(cluster, 'endpointslices', slicesByAddress, ip, JSON.stringify(ip)).map(endpointView);
}

/** Whether a pod that has not ended, is not ending and is not out of sight has the address in the namespace (CoreDNS's `pods verified`). */
export function podWithAddress(cluster: Cluster, namespace: string, ip: string): boolean {
  const found = members(cluster, 'pods', podsByAddress, ip, JSON.stringify(ip));
  return found.some((pod) => pod.metadata.namespace?.toLowerCase() === namespace.toLowerCase());
}

/** Whether the namespace exists. A dump without a single Namespace object is taken at the word of its other objects. */
export function namespaceExists(cluster: Cluster, namespace: string): boolean {
  const known = cluster.all('namespaces');
  if (known.size > 0) return known.has(namespace.toLowerCase());
  return impliedNamespaces(cluster.all('services')).has(namespace.toLowerCase());
}

/** Every Service, ordered by name, then namespace: the order of a zone transfer. */
export function servicesInTransferOrder(cluster: Cluster): ServiceView[] {
  const order = (a: KubeObject, b: KubeObject): number =>
    a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : keyOf(a) < keyOf(b) ? -1 : 1;
  return [...cluster.all('services').values()].sort(order).map(serviceView);
}

const impliedNamespaces = derived(
  (services: ObjectMap) => new Set([...services.values()].map(({ metadata }) => metadata.namespace ?? 'default')),
);

function podAddresses(pod: Pod): string[] {
  const phase = pod.status?.phase;
  const isOver = phase === 'Succeeded' || phase === 'Failed' || phase === 'Unknown';
  if (pod.metadata.deletionTimestamp !== undefined || isOver) return [];
  return pod.status?.podIP ? [pod.status.podIP] : [];
}
