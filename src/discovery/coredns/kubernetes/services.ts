import type { AddressRecord, ResourceRecord, SrvRecord, TargetRecord } from '../../message/record.ts';
import { endpointLabel } from '../../zone/endpoint-view.ts';
import { endpointsWithAddress, serviceWithAddress } from '../../zone/lookup.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { isExposed, type Found } from './find.ts';
import type { KubernetesOptions } from './options.ts';

/**
 * SRV records for everything found under `name`, and the addresses of their targets: priority 0, an equal share of weight 100
 * (at least 1), no pair of target and port twice (plugin/backend_lookup.go).
 */
export function srvRecords(
  name: string,
  ttl: number,
  list: readonly Found[],
): { answers: SrvRecord[]; additional: AddressRecord[] } {
  const within = list.filter(({ kind }) => kind !== 'CNAME');
  const weight = Math.max(1, Math.floor(100 / Math.max(1, within.length)));
  const answers = new Map<string, SrvRecord>();
  const additional = new Map<string, AddressRecord>();
  for (const { kind, host, port, target } of within) {
    if (port === -1 || kind === 'CNAME') continue;
    const key = `${target} ${port}`;
    if (!answers.has(key)) answers.set(key, { name, ttl, type: 'SRV', priority: 0, weight, port, target });
    const addressKey = `${target} ${host}`;
    if (!additional.has(addressKey)) additional.set(addressKey, { name: target, ttl, type: kind, address: host });
  }
  return { answers: [...answers.values()], additional: [...additional.values()] };
}

/** The PTR records of an address: its Service's if it is a ClusterIP, else those of the endpoints that have it. */
export function pointers(cluster: Cluster, options: KubernetesOptions, name: string, ip: string): ResourceRecord[] {
  const pointer = (target: string): TargetRecord => ({ name, ttl: options.ttl, type: 'PTR', target });
  const exposed = (namespace: string): boolean =>
    options.namespaces.size === 0 || isExposed(cluster, options, namespace);
  const service = serviceWithAddress(cluster, ip);
  if (service && exposed(service.namespace)) {
    return [pointer(`${service.name}.${service.namespace}.svc.${options.primaryZone}`)];
  }
  const targets = new Set<string>();
  for (const set of endpointsWithAddress(cluster, ip)) {
    if (options.noEndpoints || !exposed(set.namespace)) continue;
    for (const each of set.addresses) {
      if (each.ip !== ip) continue;
      const label = endpointLabel(each, options.endpointPodNames);
      targets.add(`${label}.${set.service}.${set.namespace}.svc.${options.primaryZone}`);
    }
  }
  return [...targets].map(pointer);
}
