import type { ConfigMap } from '../../../api/config-map/type.ts';
import type { Condition } from '../../../api/meta.ts';
import type { Namespace } from '../../../api/namespace/type.ts';
import type { Service } from '../../../api/service/type.ts';
import { slicesOf } from '../../../cluster/lookup.ts';
import { goText } from '../go-text.ts';
import { writeEvents, type Describe, type DescribeContext } from './context.ts';
import { dateText, type Page } from './page.ts';
import { readyEndpoints } from './service.ts';

export const describeNamespace: Describe = (object, page) => {
  const { metadata, status } = object as Namespace;
  page
    .field(0, 'Name', metadata.name)
    .labels('Labels', metadata.labels)
    .annotations('Annotations', metadata.annotations);
  page.field(0, 'Status', status?.phase ?? '');
  writeConditions(page, status?.conditions);
  page.raw('\nNo resource quota.\n\nNo LimitRange resource.\n');
};

export const describeConfigMap: Describe = (object, page, context) => {
  const { metadata, data = {}, binaryData = {} } = object as ConfigMap;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations).raw('\nData\n====\n');
  for (const key of Object.keys(data).sort()) page.raw(`${key}:\n----\n${data[key] ?? ''}\n\n`);
  page.raw('\nBinaryData\n====\n');
  for (const key of Object.keys(binaryData).sort()) {
    const padding = /=*$/.exec(binaryData[key] ?? '')?.[0].length ?? 0;
    page.raw(`${key}: ${Math.floor(((binaryData[key] ?? '').length * 3) / 4) - padding} bytes\n`);
  }
  page.raw('\n');
  writeEvents(object, page, context);
};

export const describeServiceCidr: Describe = (object, page, context) => {
  const spec = object['spec'] as { cidrs?: string[] } | undefined;
  const status = object['status'] as { conditions?: Condition[] } | undefined;
  page.field(0, 'Name', object.metadata.name).labels('Labels', object.metadata.labels);
  page.annotations('Annotations', object.metadata.annotations).field(0, 'CIDRs', (spec?.cidrs ?? []).join(', '));
  if (status?.conditions?.length) page.line(0, 'Status:');
  writeConditions(page, status?.conditions);
  writeEvents(object, page, context);
};

function writeConditions(page: Page, conditions: readonly Condition[] | undefined): void {
  if (!conditions?.length) return;
  page.line(0, 'Conditions:').line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
  page.line(1, '----\t------\t------------------\t------\t-------');
  for (const { type, status, lastTransitionTime, reason = '', message = '' } of conditions) {
    page.line(1, `${type}\t${status}\t${dateText(lastTransitionTime)}\t${reason}\t${message}`);
  }
}

interface Backend {
  service?: { name?: string; port?: { name?: string; number?: number } };
  resource?: { apiGroup?: string; kind?: string; name?: string };
}

interface IngressSpec {
  ingressClassName?: string;
  defaultBackend?: Backend;
  tls?: { secretName?: string; hosts?: string[] }[];
  rules?: { host?: string; http?: { paths?: { path?: string; backend?: Backend }[] } }[];
}

export const describeIngress: Describe = (object, page, context) => {
  const { metadata } = object;
  const spec = (object['spec'] ?? {}) as IngressSpec;
  const status = object['status'] as { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } } | undefined;
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
  const backend = (given: Backend | undefined): string => backendText(given, metadata.namespace ?? '', context);
  page
    .field(0, 'Name', metadata.name)
    .labels('Labels', metadata.labels)
    .field(0, 'Namespace', metadata.namespace ?? '');
  page.field(0, 'Address', [...new Set(addresses)].sort().join(','));
  page.field(0, 'Ingress Class', spec.ingressClassName ?? '<none>');
  const fallback = spec.defaultBackend ? backend(spec.defaultBackend) : '<default>';
  page.field(0, 'Default backend', fallback);
  if (spec.tls?.length) page.line(0, 'TLS:');
  for (const { secretName, hosts = [] } of spec.tls ?? []) {
    page.line(1, secretName ? `${secretName} terminates ${hosts.join(',')}` : `SNI routes ${hosts.join(',')}`);
  }
  page.line(0, 'Rules:').line(1, 'Host\tPath\tBackends').line(1, '----\t----\t--------');
  const rules = (spec.rules ?? []).filter(({ http }) => http);
  for (const { host, http } of rules) {
    page.line(1, `${host || '*'}\t`);
    for (const path of http?.paths ?? []) page.line(2, `\t${path.path ?? ''} \t${backend(path.backend)}`);
  }
  if (rules.length === 0) page.line(1, `*\t*\t${fallback}`);
  page.annotations('Annotations', metadata.annotations);
  writeEvents(object, page, context);
};

function backendText(backend: Backend | undefined, namespace: string, { cluster }: DescribeContext): string {
  const { service, resource } = backend ?? {};
  if (resource) {
    return `APIGroup: ${resource.apiGroup ?? '<none>'}, Kind: ${resource.kind ?? ''}, Name: ${resource.name ?? ''}`;
  }
  if (!service) return '';
  const { name = '', port } = service;
  const shown = `${name}:${port?.name || (port?.number ?? '')}`;
  const found = cluster.get('services', namespace, name) as Service | undefined;
  if (!found) return `${shown} (<error: services "${name}" not found>)`;
  const own = found.spec.ports?.find((known) =>
    port?.number ? known.port === port.number : known.name === port?.name,
  );
  return `${shown} (${readyEndpoints(slicesOf(cluster, namespace, name), own?.name ?? '')})`;
}

/** Kinds without a describer of their own: every field, with readable labels. */
export const describeGeneric: Describe = (object, page, context) => {
  const { metadata } = object;
  page.field(0, 'Name', metadata.name).field(0, 'Namespace', metadata.namespace ?? '');
  page.labels('Labels', metadata.labels).annotations('Annotations', metadata.annotations);
  writeFields(page, 0, object, '');
  writeEvents(object, page, context);
};

const SHOWN_ABOVE: ReadonlySet<string> = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
]);

function writeFields(page: Page, level: number, content: Readonly<Record<string, unknown>>, prefix: string): void {
  for (const field of Object.keys(content).sort()) {
    const path = `${prefix}.${field}`;
    const value = content[field];
    if (SHOWN_ABOVE.has(path) || value === undefined) continue;
    if (typeof value !== 'object' || value === null) {
      page.field(level, label(field), goText(value));
      continue;
    }
    page.line(level, `${label(field)}:`);
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (typeof item === 'object' && item !== null)
        writeFields(page, level + 1, item as Record<string, unknown>, path);
      else page.line(level + 1, goText(item));
    }
  }
}

/** `creationTimestamp` -> `Creation Timestamp`, `apiVersion` -> `API Version`. */
function label(field: string): string {
  if (!/^[A-Za-z-]+$/.test(field)) return field;
  const words = field.match(/[A-Z]{2,}(?=[A-Z][a-z]|$)|[A-Z]?[a-z]+|[A-Z]+|-+/g) ?? [field];
  return words
    .map((word) => {
      const upper = word.toUpperCase();
      if (['API', 'URL', 'UID', 'GUID'].includes(upper)) return upper;
      return word.toLowerCase() === word ? word.charAt(0).toUpperCase() + word.slice(1) : word;
    })
    .join(' ');
}
