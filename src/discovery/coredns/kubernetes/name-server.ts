import type { Cluster } from '../../../cluster/cluster.ts';
import { address } from '../../../net/address.ts';
import { endpointLabel } from '../../zone/endpoint-view.ts';
import { endpointsWithAddress, findEndpoints, findService, serviceWithAddress } from '../../zone/lookup.ts';
import type { KubernetesOptions } from './options.ts';

export interface NameServer {
  readonly name: string;
  readonly address: string;
}

/**
 * The zone's name servers: the Services that have CoreDNS's own pods behind them (plugin/kubernetes/ns.go). CoreDNS knows its pods
 * by its own addresses; here they are the endpoints of the Service at the cluster DNS address. Without any there is no NS record.
 */
export function nameServers(cluster: Cluster, options: KubernetesOptions, zone: string): NameServer[] {
  const list: NameServer[] = [];
  const known = new Set<string>();
  const add = (name: string, ip: string): void => {
    if (known.has(`${name} ${ip}`)) return;
    known.add(`${name} ${ip}`);
    list.push({ name, address: address(ip).text });
  };
  for (const own of ownAddresses(cluster)) {
    for (const endpoints of endpointsWithAddress(cluster, own)) {
      const service = findService(cluster, endpoints.namespace, endpoints.service);
      if (!service || service.kind === 'external') continue;
      const domain = `${service.name}.${service.namespace}.svc.${zone}`;
      if (service.kind === 'cluster') for (const ip of service.clusterIPs) add(domain, ip);
      else
        for (const each of endpoints.addresses)
          add(`${endpointLabel(each, options.endpointPodNames)}.${domain}`, each.ip);
    }
  }
  return list;
}

function ownAddresses(cluster: Cluster): Set<string> {
  const own = new Set<string>();
  for (const ip of cluster.config.clusterDNS) {
    const service = serviceWithAddress(cluster, ip);
    if (!service) continue;
    for (const { addresses } of findEndpoints(cluster, service.namespace, service.name)) {
      for (const each of addresses) own.add(each.ip);
    }
  }
  return own;
}
