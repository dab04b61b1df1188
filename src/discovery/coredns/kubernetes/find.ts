import type { Cluster } from '../../../cluster/cluster.ts';
import { parseAddress, unmapped } from '../../../net/address.ts';
import { absolute } from '../../message/name.ts';
import { endpointLabel, type EndpointView } from '../../zone/endpoint-view.ts';
import { findEndpoints, findService, namespaceExists, podWithAddress } from '../../zone/lookup.ts';
import type { ServiceView, ViewPort } from '../../zone/service-view.ts';
import type { KubernetesOptions } from './options.ts';
import { parseName, type NameRequest } from './request.ts';

/** One thing found under a name: an address or, for ExternalName, another name. */
export interface Found {
  readonly kind: 'A' | 'AAAA' | 'CNAME';
  /** The address, or the absolute target name. */
  readonly host: string;
  readonly port: number;
  /** The name that SRV records give as target. */
  readonly target: string;
}

/** Undefined: the name does not exist (NXDOMAIN). An empty list: it exists without data (NODATA). */
export type Findings = readonly Found[] | undefined;

/** Everything under `name` (plugin/kubernetes Records, findPods, findServices). `zone` is in the case of the question. */
export function findRecords(cluster: Cluster, options: KubernetesOptions, name: string, zone: string): Findings {
  const request = parseName(name, zone);
  if (!request) return undefined;
  if (request.kind === 'apex') return [];
  if (isReverseZone(zone)) return undefined;
  if (!isExposed(cluster, options, request.namespace)) return undefined;
  if (request.kind === 'pod') return findPods(cluster, options, request, zone);
  if (request.service === '') return [];
  const service = findService(cluster, request.namespace, request.service);
  return service && findInService(cluster, options, request, service, zone);
}

/** Whether the namespace exists and the plug-in was not told to leave it out. */
export function isExposed(cluster: Cluster, options: KubernetesOptions, namespace: string): boolean {
  if (options.namespaces.size > 0 && !options.namespaces.has(namespace.toLowerCase())) return false;
  return namespaceExists(cluster, namespace);
}

export function isReverseZone(name: string): boolean {
  return /(^|\.)(in-addr|ip6)\.arpa\.$/i.test(name);
}

/** The address that a dashed label spells. What stands left of it is not looked at; an SRV record has port 0. */
function findPods(cluster: Cluster, options: KubernetesOptions, request: NameRequest, zone: string): Findings {
  if (options.pods === 'disabled') return undefined;
  const label = request.service.toLowerCase();
  if (label === '') return [];
  const isV4 = label.split('-').length === 4 && !label.includes('--');
  const text = label.replaceAll('-', isV4 ? '.' : ':');
  const address = parseAddress(text);
  if (!address) return undefined;
  const namespace = request.namespace.toLowerCase();
  // Pods are found by the very text of their address: another spelling of it is another name.
  if (options.pods === 'verified' && !podWithAddress(cluster, namespace, text)) return undefined;
  return [found(unmapped(address).text, 0, `${label}.${namespace}.pod.${zone}`)];
}

function findInService(
  cluster: Cluster,
  options: KubernetesOptions,
  request: NameRequest,
  service: ServiceView,
  zone: string,
): Findings {
  const { namespace, name } = service;
  const domain = `${name}.${namespace}.svc.${zone}`;
  if (service.kind === 'external') {
    if (request.endpoint !== '' || request.port !== '' || request.protocol !== '') return undefined;
    if (service.externalName === '' || parseAddress(service.externalName)) return undefined;
    return [{ kind: 'CNAME', host: absolute(service.externalName), port: 0, target: domain }];
  }
  const endpoints = (): EndpointView[] => (options.noEndpoints ? [] : findEndpoints(cluster, namespace, name));
  if (
    service.kind === 'cluster' &&
    options.ignoreEmptyService &&
    !endpoints().some((set) => set.addresses.length > 0)
  ) {
    return undefined;
  }
  const list: Found[] = [];
  if (service.kind === 'headless' || request.endpoint !== '') {
    for (const { addresses, ports } of endpoints()) {
      for (const address of addresses) {
        const label = endpointLabel(address, options.endpointPodNames);
        if (request.endpoint !== '' && label.toLowerCase() !== request.endpoint.toLowerCase()) continue;
        for (const port of ports)
          if (asksFor(request, port)) list.push(found(address.ip, port.port, `${label}.${domain}`));
      }
    }
    return list.length > 0 ? list : undefined;
  }
  let matched = false;
  for (const port of service.ports) {
    if (!asksFor(request, port)) continue;
    matched = true;
    for (const ip of service.clusterIPs) list.push(found(ip, port.port, domain));
  }
  return matched ? list : undefined;
}

function asksFor(request: NameRequest, port: ViewPort): boolean {
  const fits = (asked: string, has: string): boolean => asked === '' || asked.toLowerCase() === has.toLowerCase();
  return fits(request.port, port.name) && fits(request.protocol, port.protocol);
}

function found(ip: string, port: number, target: string): Found {
  return { kind: ip.includes(':') ? 'AAAA' : 'A', host: ip, port, target };
}
