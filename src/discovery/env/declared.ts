import type { ConfigMap } from '../../api/config-map/type.ts';
import type { Container, Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';

/** A variable that the container's spec sets; `literal` values come from elsewhere and are not expanded. */
export interface Declared {
  readonly name: string;
  readonly value: string;
  readonly literal: boolean;
}

interface ValueSource {
  readonly fieldRef?: { readonly fieldPath?: string };
  readonly configMapKeyRef?: { readonly name?: string; readonly key?: string };
}

/** The variables of `envFrom` and `env` in the order of the spec, and the names of those whose source is not in the cluster. */
export function declaredVariables(
  cluster: Cluster,
  pod: Pod,
  container: Container | undefined,
): { declared: Declared[]; unknown: string[] } {
  const declared: Declared[] = [];
  const unknown: string[] = [];
  const namespace = pod.metadata.namespace ?? 'default';
  const configMap = (name: string): Readonly<Record<string, string>> | undefined => {
    const found = cluster.get('configmaps', namespace, name) as ConfigMap | undefined;
    return found && (found.data ?? {});
  };
  const from = Array.isArray(container?.['envFrom']) ? (container['envFrom'] as EnvFrom[]) : [];
  for (const { prefix = '', configMapRef, secretRef } of from) {
    const data = configMapRef?.name === undefined ? undefined : configMap(configMapRef.name);
    if (!data)
      unknown.push(
        secretRef?.name === undefined ? `ConfigMap ${configMapRef?.name ?? ''}` : `Secret ${secretRef.name}`,
      );
    for (const [key, value] of Object.entries(data ?? {})) declared.push({ name: prefix + key, value, literal: true });
  }
  for (const { name, value, valueFrom } of container?.env ?? []) {
    if (valueFrom === undefined) declared.push({ name, value: value ?? '', literal: false });
    else {
      const { fieldRef, configMapKeyRef } = valueFrom as ValueSource;
      const found = fieldRef
        ? fieldValue(pod, fieldRef.fieldPath ?? '')
        : configMap(configMapKeyRef?.name ?? '')?.[configMapKeyRef?.key ?? ''];
      if (found === undefined) unknown.push(name);
      else declared.push({ name, value: found, literal: true });
    }
  }
  return { declared, unknown };
}

interface EnvFrom {
  readonly prefix?: string;
  readonly configMapRef?: { readonly name?: string };
  readonly secretRef?: { readonly name?: string };
}

function fieldValue(pod: Pod, path: string): string | undefined {
  const entry = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (entry?.[1] !== undefined && entry[2] !== undefined) {
    const map = pod.metadata[entry[1]] as Record<string, string> | undefined;
    return map && Object.hasOwn(map, entry[2]) ? map[entry[2]] : '';
  }
  const { metadata, spec, status = {} } = pod;
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace ?? 'default';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'spec.nodeName':
      return spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return typeof spec['serviceAccountName'] === 'string' ? spec['serviceAccountName'] : 'default';
    case 'status.hostIP':
      return status.hostIP ?? '';
    case 'status.hostIPs':
      return (status.hostIPs ?? []).map(({ ip }) => ip).join(',');
    case 'status.podIP':
      return status.podIP ?? '';
    case 'status.podIPs':
      return (status.podIPs ?? []).map(({ ip }) => ip).join(',');
  }
  return undefined;
}
