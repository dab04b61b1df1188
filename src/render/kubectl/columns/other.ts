import type { ConfigMap } from '../../../api/config-map/type.ts';
import type { Event } from '../../../api/event/type.ts';
import type { KubeObject } from '../../../api/meta.ts';
import type { Namespace } from '../../../api/namespace/type.ts';
import type { NetworkPolicy } from '../../../api/network-policy/type.ts';
import { ageOf } from '../duration.ts';
import { AGE, NAME, integer, selectorText, text, wide, type KindColumns } from './kind.ts';

/** What the API server shows of kinds without columns of their own. */
export const GENERIC: KindColumns = {
  columns: [NAME, text('Age')],
  cells: ({ metadata }: KubeObject, { now }) => [metadata.name, ageOf(metadata.creationTimestamp, now)],
};

export const NAMESPACE: KindColumns = {
  columns: [NAME, text('Status'), AGE],
  cells(object: KubeObject, { now }) {
    const { metadata, status } = object as Namespace;
    return [metadata.name, status?.phase ?? '', ageOf(metadata.creationTimestamp, now)];
  },
};

export const CONFIG_MAP: KindColumns = {
  columns: [NAME, text('Data'), AGE],
  cells(object: KubeObject, { now }) {
    const { metadata, data, binaryData } = object as ConfigMap;
    const size = Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length;
    return [metadata.name, size, ageOf(metadata.creationTimestamp, now)];
  },
};

export const NETWORK_POLICY: KindColumns = {
  columns: [NAME, text('Pod-Selector'), AGE],
  cells(object: KubeObject, { now }) {
    const { metadata, spec } = object as NetworkPolicy;
    return [metadata.name, selectorText(spec.podSelector) || '<none>', ageOf(metadata.creationTimestamp, now)];
  },
};

export const SERVICE_CIDR: KindColumns = {
  columns: [NAME, text('CIDRs'), AGE],
  cells(object: KubeObject, { now }) {
    const spec = object['spec'] as { cidrs?: string[] } | undefined;
    return [object.metadata.name, (spec?.cidrs ?? []).join(','), ageOf(object.metadata.creationTimestamp, now)];
  },
};

interface IngressSpec {
  ingressClassName?: string;
  rules?: { host?: string }[];
  tls?: unknown[];
}

export const INGRESS: KindColumns = {
  columns: [NAME, text('Class'), text('Hosts'), text('Address'), text('Ports'), AGE],
  cells(object: KubeObject, { now }) {
    const spec = (object['spec'] ?? {}) as IngressSpec;
    const status = object['status'] as
      { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } } | undefined;
    const hosts = (spec.rules ?? [])
      .slice(0, 3)
      .map(({ host }) => host ?? '')
      .filter(Boolean);
    const more = (spec.rules?.length ?? 0) > 3 ? ` + ${(spec.rules?.length ?? 0) - 3} more...` : '';
    const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
    return [
      object.metadata.name,
      spec.ingressClassName ?? '<none>',
      `${hosts.join(',') || '*'}${more}`,
      [...new Set(addresses)].sort().join(','),
      spec.tls?.length ? '80, 443' : '80',
      ageOf(object.metadata.creationTimestamp, now),
    ];
  },
};

export const EVENT: KindColumns = {
  columns: [
    text('Last Seen'),
    text('Type'),
    text('Reason'),
    text('Object'),
    wide('Subobject'),
    wide('Source'),
    text('Message'),
    wide('First Seen'),
    { ...integer('Count'), priority: 1 },
    { ...NAME, priority: 1 },
  ],
  cells(object: KubeObject, { now }) {
    const event = object as Event;
    const { involvedObject: of, source } = event;
    const first = event.firstTimestamp ? ageOf(event.firstTimestamp, now) : ageOf(event.eventTime, now);
    const last = event.lastTimestamp ? ageOf(event.lastTimestamp, now) : first;
    const from = [source?.component || event.reportingComponent, source?.host || event.reportingInstance];
    return [
      last,
      event.type ?? '',
      event.reason ?? '',
      `${(of.kind ?? '').toLowerCase()}/${of.name ?? ''}`,
      of.fieldPath ?? '',
      from.filter(Boolean).join(', '),
      (event.message ?? '').trim(),
      first,
      event.count ?? 1,
      event.metadata.name,
    ];
  },
};
