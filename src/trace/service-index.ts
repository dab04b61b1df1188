import type { Service, ServicePort } from '../api/service/type.ts';
import { keyOf, type Cluster, type ObjectMap } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { parseAddress, type Address } from '../net/address.ts';
import { contains, parsePrefix } from '../net/prefix.ts';

/** Which Service an address or node port belongs to: for saying why, never for deciding where a packet goes. */

export type ServiceAddressKind = 'cluster-ip' | 'external-ip' | 'load-balancer' | 'load-balancer-proxy';

export interface ServiceAddress {
  readonly kind: ServiceAddressKind;
  readonly service: Service;
}

/** The Services that have the address, cluster addresses first. */
export function servicesAtAddress(cluster: Cluster, address: Address): readonly ServiceAddress[] {
  return byAddress(servicesThatMay(cluster, address.family === 4 ? `"${address.text}"` : '')).get(address.text) ?? [];
}

/** The Service and port behind a node port. */
export function serviceAtNodePort(
  cluster: Cluster,
  protocol: string,
  nodePort: number,
): { service: Service; port: ServicePort } | undefined {
  return byNodePort(servicesThatMay(cluster, `"nodePort":${nodePort}`)).get(`${nodePort}/${protocol}`);
}

/** The port of the Service that listens on `port` with this protocol. */
export function portOf(service: Service, protocol: string, port: number): ServicePort | undefined {
  return service.spec.ports?.find((each) => each.port === port && (each.protocol ?? 'TCP').toLowerCase() === protocol);
}

export function inServiceRange(cluster: Cluster, address: Address): boolean {
  return cluster.config.serviceCIDRs.some((cidr) => {
    const prefix = parsePrefix(cidr);
    return prefix !== undefined && contains(prefix, address);
  });
}

/**
 * The Services to look through: of a large state that has not been parsed the one with this piece of JSON, if no other has it (IPv6
 * addresses have many spellings: no text finds them all).
 */
function servicesThatMay(cluster: Cluster, text: string): ObjectMap {
  const found = text === '' ? undefined : cluster.containing('services', text, 1);
  return found ? new Map(found.map((service) => [keyOf(service), service])) : cluster.all('services');
}

const byAddress = derived((services: ObjectMap): ReadonlyMap<string, ServiceAddress[]> => {
  const found = new Map<string, ServiceAddress[]>();
  const add = (text: string | undefined, entry: ServiceAddress): void => {
    const address = text === undefined || text === 'None' ? undefined : parseAddress(text);
    if (!address) return;
    const there = found.get(address.text);
    if (there?.some((each) => each.service === entry.service)) return;
    if (there) there.push(entry);
    else found.set(address.text, [entry]);
  };
  for (const object of services.values()) {
    const service = object as Service;
    const { spec } = service;
    if (spec.type === 'ExternalName') continue;
    for (const text of [spec.clusterIP, ...(spec.clusterIPs ?? [])]) add(text, { kind: 'cluster-ip', service });
    for (const text of spec.externalIPs ?? []) add(text, { kind: 'external-ip', service });
    for (const ingress of service.status?.loadBalancer?.ingress ?? [])
      add(ingress.ip, { kind: ingress.ipMode === 'Proxy' ? 'load-balancer-proxy' : 'load-balancer', service });
  }
  return found;
});

const byNodePort = derived((services: ObjectMap): ReadonlyMap<string, { service: Service; port: ServicePort }> => {
  const found = new Map<string, { service: Service; port: ServicePort }>();
  for (const object of services.values()) {
    const service = object as Service;
    for (const port of service.spec.ports ?? [])
      if (port.nodePort) found.set(`${port.nodePort}/${(port.protocol ?? 'TCP').toLowerCase()}`, { service, port });
  }
  return found;
});
