import type { Service } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { slicesOf } from '../cluster/lookup.ts';
import type { Searchable } from './picker.ts';

/** A Service as a line of the list. */
export interface ServiceRow extends Searchable {
  readonly namespace: string;
  readonly name: string;
  /** `Headless` beside the types that Kubernetes has. */
  readonly type: string;
  readonly address: string;
  readonly ports: string;
}

/** All Services, by namespace and name. */
export function serviceRows(cluster: Cluster): ServiceRow[] {
  return ([...cluster.all('services').values()] as Service[])
    .map((service) => rowOf(service))
    .toSorted((a, b) => compare(a.namespace, b.namespace) || compare(a.name, b.name));
}

function rowOf(service: Service): ServiceRow {
  const { metadata, spec, status } = service;
  const namespace = metadata.namespace ?? 'default';
  const { name } = metadata;
  const headless = spec.clusterIP === 'None';
  const type = headless ? 'Headless' : (spec.type ?? 'ClusterIP');
  const outside = [...(status?.loadBalancer?.ingress ?? []).map((each) => each.ip ?? each.hostname ?? ''), ...(spec.externalIPs ?? [])]; // prettier-ignore
  const own = spec.type === 'ExternalName' ? spec.externalName : headless ? undefined : spec.clusterIP;
  const addresses = [own ?? '', ...outside].filter((each) => each !== '');
  const ports = (spec.ports ?? []).map((port) => {
    const protocol = port.protocol === undefined || port.protocol === 'TCP' ? '' : `/${port.protocol}`;
    return `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}${protocol}`;
  });
  const words = [namespace, name, type, ...addresses, ...ports].join(' ').toLowerCase();
  return {
    key: keyOf(service),
    words,
    namespace,
    name,
    type,
    address: addresses.join(',') || '-',
    ports: ports.join(',') || '-',
  };
}

/**
 * `2/3`: how many of a Service's endpoints are ready; `-` for one that has no EndpointSlice. A pod is one endpoint, however many
 * slices and addresses it has. Unknown readiness counts as ready, as the EndpointSlice API says.
 */
export function readyText(cluster: Cluster, key: string): string {
  const [namespace = '', name = ''] = key.split('/');
  const slices = slicesOf(cluster, namespace, name);
  if (slices.length === 0) return '-';
  const ready = new Map<string, boolean>();
  for (const { endpoints } of slices)
    for (const { addresses, targetRef, conditions } of endpoints ?? []) {
      const who = targetRef?.name ?? addresses[0] ?? '';
      ready.set(who, ready.get(who) === true || conditions?.ready !== false);
    }
  return `${[...ready.values()].filter(Boolean).length}/${ready.size}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
