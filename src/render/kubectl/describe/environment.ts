import type { Container, Pod } from '../../../api/pod/type.ts';
import { resourcesOf, type ResourceKind } from '../../../api/pod/resources.ts';
import { quantityOf, wholeUnits, type Quantity } from '../../../api/quantity.ts';
import type { Page } from './page.ts';

interface EnvSource {
  fieldRef?: { apiVersion?: string; fieldPath?: string };
  resourceFieldRef?: { resource?: string; divisor?: unknown };
  secretKeyRef?: { name?: string; key?: string; optional?: boolean };
  configMapKeyRef?: { name?: string; key?: string; optional?: boolean };
}

export function writeEnvironmentFrom(page: Page, container: Container): void {
  type From = { prefix?: string; configMapRef?: Ref; secretRef?: Ref };
  type Ref = { name?: string; optional?: boolean };
  const sources = (container['envFrom'] ?? []) as From[];
  if (sources.length === 0) return;
  page.line(2, 'Environment Variables from:');
  for (const { prefix, configMapRef, secretRef } of sources) {
    const ref = configMapRef ?? secretRef;
    const kind = configMapRef ? 'ConfigMap' : 'Secret';
    const what = prefix ? `${kind} with prefix '${prefix}'` : kind;
    page.line(3, `${ref?.name ?? ''}\t${what}\tOptional: ${ref?.optional ?? false}`);
  }
}

export function writeEnvironment(page: Page, container: Container, pod: Pod | undefined): void {
  const { env = [] } = container;
  page.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`);
  for (const { name, value, valueFrom } of env) {
    if (valueFrom) {
      const line = sourceText(valueFrom as EnvSource, container, pod);
      if (line !== undefined) page.line(3, `${name}:\t${line}`);
      continue;
    }
    const [first = '', ...rest] = (value ?? '').split('\n');
    page.line(3, `${name}:\t${first}`);
    for (const line of rest) page.line(3, `\t${line}`);
  }
}

function sourceText(from: EnvSource, container: Container, pod: Pod | undefined): string | undefined {
  const { fieldRef, resourceFieldRef, secretKeyRef: secret, configMapKeyRef: map } = from;
  if (fieldRef) {
    const path = fieldRef.fieldPath ?? '';
    return `${pod ? fieldOf(pod, path) : ''} (${fieldRef.apiVersion ?? 'v1'}:${path})`;
  }
  if (resourceFieldRef) {
    const { resource = '', divisor } = resourceFieldRef;
    return `${resourceText(container, resource, quantityOf(divisor))} (${resource})`;
  }
  if (secret)
    return `<set to the key '${secret.key ?? ''}' in secret '${secret.name ?? ''}'>\tOptional: ${secret.optional ?? false}`;
  if (map)
    return `<set to the key '${map.key ?? ''}' of config map '${map.name ?? ''}'>\tOptional: ${map.optional ?? false}`;
  return undefined;
}

/**
 * What kubectl finds out about a field by itself: its scheme knows the labels of fields that every kind has, name and namespace,
 * and stays silent about all others.
 */
function fieldOf({ metadata }: Pod, path: string): string {
  if (path === 'metadata.name') return metadata.name;
  return path === 'metadata.namespace' ? (metadata.namespace ?? '') : '';
}

const COUNTED = ['cpu', 'memory', 'ephemeral-storage'];

/** `limits.cpu` of the container in units of `divisor`, rounded up; the node's where there is no limit. */
function resourceText(container: Container, path: string, divisor: Quantity | undefined): string {
  const [, kind, name] = /^(limits|requests)\.(.+)$/.exec(path) ?? [];
  if (kind === undefined || name === undefined) return '';
  if (!COUNTED.includes(name) && !name.startsWith('hugepages-')) return '';
  const amount = resourcesOf(container, kind as ResourceKind).get(name);
  const unknown = kind === 'limits' && (name === 'cpu' || name === 'memory') ? 'node allocatable' : '0';
  if (!amount || amount.digits === 0n) return unknown;
  const scale = name === 'cpu' ? 3 : 0;
  const unit = divisor && divisor.digits !== 0n ? wholeUnits(divisor, scale) : scale === 3 ? 1000n : 1n;
  const value = wholeUnits(amount, scale);
  return String(value / unit + (value % unit === 0n ? 0n : 1n));
}
