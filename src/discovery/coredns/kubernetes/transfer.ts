import type { Cluster } from '../../../cluster/cluster.ts';
import { clusterDns } from '../../cluster-dns.ts';
import { serverKey } from '../../corefile/zones.ts';
import type { AddressRecord, ResourceRecord } from '../../message/record.ts';
import { absolute } from '../../message/name.ts';
import { endpointLabel } from '../../zone/endpoint-view.ts';
import { findEndpoints, servicesInTransferOrder } from '../../zone/lookup.ts';
import type { ServiceView } from '../../zone/service-view.ts';
import { parseAddress } from '../../../net/address.ts';
import { isExposed, isReverseZone } from './find.ts';
import { nameServers } from './name-server.ts';
import { kubernetesOptions, type KubernetesOptions } from './options.ts';
import { startOfAuthority } from './plugin.ts';

/** A whole zone: its SOA, then everything else in the order of CoreDNS's zone transfer, without the closing SOA. */
export interface ZoneTransfer {
  readonly zone: string;
  readonly records: readonly ResourceRecord[];
}

/** The Kubernetes zones (not the reverse ones) that the cluster's DNS serves, whole or one namespace of them. */
export function zoneTransfers(cluster: Cluster, namespace?: string): ZoneTransfer[] {
  const list: ZoneTransfer[] = [];
  for (const block of clusterDns(cluster).blocks) {
    const zones = block.keys.map((key) => serverKey(key).zone);
    for (const directive of block.directives) {
      if (directive.name !== 'kubernetes') continue;
      const options = kubernetesOptions(directive, { zones });
      for (const zone of options.zones) {
        if (!isReverseZone(zone)) list.push({ zone, records: transferRecords(cluster, options, zone, namespace) });
      }
    }
  }
  return list;
}

function transferRecords(
  cluster: Cluster,
  options: KubernetesOptions,
  zone: string,
  namespace?: string,
): ResourceRecord[] {
  const { ttl } = options;
  const servers = nameServers(cluster, options, zone);
  const names = [...new Set(servers.map((server) => server.name))];
  const records: ResourceRecord[] = [
    startOfAuthority(cluster, options, zone),
    ...names.map((target): ResourceRecord => ({ name: zone, ttl, type: 'NS', target })),
    ...servers.map((server) => addressRecord(server.name, ttl, server.address)),
  ];
  for (const service of servicesInTransferOrder(cluster)) {
    if (namespace !== undefined && service.namespace !== namespace) continue;
    if (isExposed(cluster, options, service.namespace))
      records.push(...serviceRecords(cluster, options, zone, service));
  }
  return records;
}

/** The records of one Service (plugin/kubernetes/xfr.go): addresses, SRV under the name itself, SRV of named ports. */
function serviceRecords(
  cluster: Cluster,
  options: KubernetesOptions,
  zone: string,
  service: ServiceView,
): ResourceRecord[] {
  const { ttl } = options;
  const domain = `${service.name}.${service.namespace}.svc.${zone}`;
  if (service.kind === 'external') {
    if (service.externalName === '' || parseAddress(service.externalName)) return [];
    return [{ name: domain, ttl, type: 'CNAME', target: absolute(service.externalName) }];
  }
  const srv = (name: string, weight: number, port: number, target: string): ResourceRecord => ({
    name, ttl, type: 'SRV', priority: 0, weight, port, target,
  }); // prettier-ignore
  const named = (port: { name: string; protocol: string }): string =>
    `_${port.name}._${port.protocol}.`.toLowerCase() + domain;
  if (service.kind === 'cluster') {
    return [
      ...service.clusterIPs.map((ip) => addressRecord(domain, ttl, ip)),
      ...service.ports
        .filter(({ port }) => port !== -1)
        .flatMap((port) => [
          srv(domain, 100, port.port, domain),
          ...(port.name === '' ? [] : [srv(named(port), 100, port.port, domain)]),
        ]),
    ];
  }
  const sets = options.noEndpoints ? [] : findEndpoints(cluster, service.namespace, service.name);
  return sets.flatMap(({ addresses, ports }) => {
    const weight = Math.max(1, Math.floor(100 / Math.max(1, addresses.length)));
    return addresses.flatMap((address) => {
      const own = `${endpointLabel(address, options.endpointPodNames)}.${domain}`;
      return [
        addressRecord(domain, ttl, address.ip),
        addressRecord(own, ttl, address.ip),
        ...ports
          .filter(({ name, port }) => name !== '' && port !== -1)
          .map((port) => srv(named(port), weight, port.port, own)),
      ];
    });
  });
}

function addressRecord(name: string, ttl: number, address: string): AddressRecord {
  return { name, ttl, type: address.includes(':') ? 'AAAA' : 'A', address };
}
