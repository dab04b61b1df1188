import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Node } from '../api/node/type.ts';
import type { Pod } from '../api/pod/type.ts';
import type { Service } from '../api/service/type.ts';
import { parseAddress } from '../net/address.ts';
import { keyOf, type Cluster, type ObjectMap } from './cluster.ts';
import { derived } from './derived.ts';
import { clusterAddresses, nodePorts } from './service/allocations.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';

/** Ready-made answers about a cluster; each index is built once for as long as the objects it stands on do not change. */

/** The objects of a namespace, in key order. */
export function inNamespace(cluster: Cluster, plural: string, namespace: string): readonly KubeObject[] {
  return byNamespace(cluster.all(plural)).get(namespace) ?? [];
}

/** The Services of a namespace sorted by name. */
export function servicesIn(cluster: Cluster, namespace: string): readonly Service[] {
  return inNamespace(cluster, 'services', namespace) as readonly Service[];
}

/** All Services sorted by namespace, then name. */
export function allServices(cluster: Cluster): readonly Service[] {
  return sortedObjects(cluster.all('services')) as readonly Service[];
}

/** All objects of a resource in key order. */
export function allSorted(cluster: Cluster, plural: string): readonly KubeObject[] {
  return sortedObjects(cluster.all(plural));
}

/** The EndpointSlices labelled with the Service's name, sorted by their own. */
export function slicesOf(cluster: Cluster, namespace: string, service: string): readonly EndpointSlice[] {
  const found = cluster.containing('endpointslices', `"${SERVICE_NAME}":${JSON.stringify(service)}`);
  if (found) {
    return (found as EndpointSlice[])
      .filter(({ metadata }) => metadata.namespace === namespace && metadata.labels?.[SERVICE_NAME] === service)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }
  return slicesByService(cluster.all('endpointslices')).get(`${namespace}/${service}`) ?? [];
}

/** The pod that has the address (any spelling, any of its addresses); a running one before one that has ended. */
export function podByAddress(cluster: Cluster, text: string): Pod | undefined {
  const address = parseAddress(text)?.text ?? text;
  const found = spelledOneWay(address) ? cluster.containing('pods', JSON.stringify(address)) : undefined;
  return podsByAddress(found ? mapOf(found) : cluster.all('pods')).get(address);
}

/** The pods bound to a node, hostNetwork ones included. */
export function podsOnNode(cluster: Cluster, node: string): readonly Pod[] {
  return podsByNode(cluster.all('pods')).get(node) ?? [];
}

/** The nodes sorted by name. */
export function allNodes(cluster: Cluster): readonly Node[] {
  return sortedObjects(cluster.all('nodes')) as readonly Node[];
}

/** The node that has the address, whatever its type. */
export function nodeByAddress(cluster: Cluster, text: string): Node | undefined {
  return nodesByAddress(cluster.all('nodes')).get(parseAddress(text)?.text ?? text);
}

/** A node's InternalIP of a family, else any address of that family it reports, or undefined. */
export function nodeAddress(node: Node, family: 4 | 6 = 4): string | undefined {
  const addresses = node.status?.addresses ?? [];
  const wanted = (text: string): boolean => parseAddress(text)?.family === family;
  const internal = addresses.find(({ type, address }) => type === 'InternalIP' && wanted(address));
  return (internal ?? addresses.find(({ address }) => wanted(address)))?.address;
}

/** The Service that holds a cluster address. */
export function serviceByClusterIP(cluster: Cluster, text: string): Service | undefined {
  const address = parseAddress(text)?.text ?? text;
  const found = spelledOneWay(address) ? cluster.containing('services', JSON.stringify(address)) : undefined;
  return servicesByAddress(found ? mapOf(found) : cluster.all('services')).get(address);
}

/** The Service that holds a node port (or health check node port). */
export function serviceByNodePort(cluster: Cluster, port: number): Service | undefined {
  const found = cluster.containing('services', `odePort":${port}`);
  return servicesByPort(found ? mapOf(found) : cluster.all('services')).get(port);
}

/** IPv4 has one spelling only; an IPv6 address in a dump may have another than ours. */
function spelledOneWay(address: string): boolean {
  return !address.includes(':');
}

function mapOf(objects: readonly KubeObject[]): ObjectMap {
  return new Map(objects.map((object) => [keyOf(object), object]));
}

const sortedObjects = derived((objects: ObjectMap): readonly KubeObject[] =>
  [...objects].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, object]) => object),
);

const byNamespace = derived((objects: ObjectMap) =>
  grouped(sortedObjects(objects), (object) => [object.metadata.namespace ?? '']),
);

const slicesByService = derived((objects: ObjectMap) =>
  grouped(sortedObjects(objects) as readonly EndpointSlice[], ({ metadata }) => {
    const service = metadata.labels?.[SERVICE_NAME];
    return service === undefined ? [] : [`${metadata.namespace ?? ''}/${service}`];
  }),
);

const podsByNode = derived((objects: ObjectMap) =>
  grouped(sortedObjects(objects) as readonly Pod[], (pod) => (pod.spec?.nodeName ? [pod.spec.nodeName] : [])),
);

const podsByAddress = derived((objects: ObjectMap) => {
  const found = new Map<string, Pod>();
  for (const pod of sortedObjects(objects) as readonly Pod[]) {
    if (pod.spec?.hostNetwork) continue;
    const { podIP, podIPs = [], phase } = pod.status ?? {};
    const ended = phase === 'Succeeded' || phase === 'Failed';
    for (const text of new Set([podIP, ...podIPs.map((entry) => entry.ip)])) {
      const address = text ? parseAddress(text)?.text : undefined;
      if (address !== undefined && (!ended || !found.has(address))) found.set(address, pod);
    }
  }
  return found;
});

const nodesByAddress = derived((objects: ObjectMap) => {
  const found = new Map<string, Node>();
  for (const node of sortedObjects(objects) as readonly Node[]) {
    for (const { address } of node.status?.addresses ?? []) found.set(parseAddress(address)?.text ?? address, node);
  }
  return found;
});

const servicesByAddress = derived(
  (objects: ObjectMap) =>
    new Map(
      [...objects.values()].flatMap((object) => clusterAddresses(object).map((text) => [text, object as Service])),
    ),
);

const servicesByPort = derived(
  (objects: ObjectMap) =>
    new Map([...objects.values()].flatMap((object) => nodePorts(object).map((port) => [port, object as Service]))),
);

function grouped<T>(objects: readonly T[], keysOf: (object: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const object of objects) {
    for (const key of keysOf(object)) {
      const group = groups.get(key);
      if (group) group.push(object);
      else groups.set(key, [object]);
    }
  }
  return groups;
}
