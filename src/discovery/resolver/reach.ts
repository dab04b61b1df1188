import type { KubeObject } from '../../api/meta.ts';
import type { Service } from '../../api/service/type.ts';
import type { Cluster, ObjectMap } from '../../cluster/cluster.ts';
import { derived } from '../../cluster/derived.ts';
import { parseAddress } from '../../net/address.ts';
import { findEndpoints, findService, serviceWithAddress } from '../zone/lookup.ts';
import { serviceView, type ServiceView } from '../zone/service-view.ts';
import type { Asker } from './asker.ts';
import type { Reachability } from './client.ts';

/** The Services in front of CoreDNS: those that select its pods (`k8s-app: kube-dns`), and kube-system/kube-dns. */
const dnsServices = derived((services: ObjectMap) => [...services.values()].filter(isDnsService).map(serviceView));

/** Every address under which the cluster's DNS can be asked: kubelet's, its Services' and its pods'. */
export function dnsServiceAddresses(cluster: Cluster): Set<string> {
  const addresses = new Set<string>();
  for (const { clusterIPs, namespace, name } of dnsServices(cluster.all('services'))) {
    for (const ip of clusterIPs) addresses.add(ip);
    for (const set of findEndpoints(cluster, namespace, name)) for (const { ip } of set.addresses) addresses.add(ip);
  }
  if (addresses.size === 0)
    for (const text of cluster.config.clusterDNS) addresses.add(parseAddress(text)?.text ?? text);
  return addresses;
}

/**
 * Whether DNS is served at the address. kube-system/kube-dns is looked at first: in a big cluster that spares reading every Service.
 * With `assumed`, kubelet's own idea of the address counts too, whether or not a Service has it.
 */
export function isDnsAddress(cluster: Cluster, address: string, assumed = false): boolean {
  if (assumed && cluster.config.clusterDNS.some((text) => parseAddress(text)?.text === address)) return true;
  return kubeDnsAt(cluster, address) !== undefined || dnsServiceAddresses(cluster).has(address);
}

/**
 * The answer of the Service's endpoints alone, for callers without a packet walk: an address with a ready endpoint behind it
 * answers, any other stays silent.
 */
export function reachByEndpoints(cluster: Cluster, _asker: Asker, server: string): Reachability {
  const service = kubeDnsAt(cluster, server) ?? serviceWithAddress(cluster, server);
  if (!service) return isEndpoint(cluster, server) ? 'reachable' : 'timeout';
  const ready = findEndpoints(cluster, service.namespace, service.name).some((set) => set.addresses.length > 0);
  return ready ? 'reachable' : 'timeout';
}

function kubeDnsAt(cluster: Cluster, address: string): ServiceView | undefined {
  const service = findService(cluster, 'kube-system', 'kube-dns');
  return service?.clusterIPs.includes(address) ? service : undefined;
}

function isEndpoint(cluster: Cluster, server: string): boolean {
  return dnsServices(cluster.all('services')).some(({ namespace, name }) =>
    findEndpoints(cluster, namespace, name).some((set) => set.addresses.some(({ ip }) => ip === server)),
  );
}

function isDnsService(object: KubeObject): boolean {
  const { metadata, spec } = object as Service;
  if (metadata.namespace === 'kube-system' && metadata.name === 'kube-dns') return true;
  return spec?.selector?.['k8s-app'] === 'kube-dns' && spec.clusterIP !== 'None';
}
