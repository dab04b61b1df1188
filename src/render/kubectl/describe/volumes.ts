import type { Page } from './page.ts';

interface Volume {
  name: string;
  [source: string]: unknown;
}

type Source = Readonly<Record<string, unknown>>;

/** The Volumes section of a pod or (indented) of a pod template. */
export function writeVolumes(page: Page, given: unknown, indent: string): void {
  const volumes = (given ?? []) as Volume[];
  page.line(0, `${indent}Volumes:${volumes.length === 0 ? '\t<none>' : ''}`);
  for (const volume of volumes) {
    page.line(1, `${indent === '' ? '' : ' '}${volume.name}:`);
    const kind = Object.keys(volume).find((key) => key !== 'name') ?? '';
    const [type, ...fields] = sourceFields(kind, (volume[kind] ?? {}) as Source);
    if (type === undefined) {
      page.line(1, '<unknown>');
      continue;
    }
    page.field(2, 'Type', type[1]);
    for (const [title, value] of fields) page.field(2, title, value);
  }
}

type Field = readonly [title: string, value: string];

function sourceFields(kind: string, source: Source): Field[] {
  const value = (key: string, otherwise = ''): string => String(source[key] ?? otherwise);
  const optional: Field = ['Optional', String(source['optional'] === true)];
  switch (kind) {
    case 'hostPath':
      return [
        ['Type', 'HostPath (bare host directory volume)'],
        ['Path', value('path')],
        ['HostPathType', value('type', '<none>')],
      ];
    case 'emptyDir':
      return [
        ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
        ['Medium', value('medium')],
        ['SizeLimit', value('sizeLimit', '<unset>')],
      ];
    case 'secret':
      return [['Type', 'Secret (a volume populated by a Secret)'], ['SecretName', value('secretName')], optional];
    case 'configMap':
      return [['Type', 'ConfigMap (a volume populated by a ConfigMap)'], ['Name', value('name')], optional];
    case 'persistentVolumeClaim':
      return [
        ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
        ['ClaimName', value('claimName')],
        ['ReadOnly', String(source['readOnly'] === true)],
      ];
    case 'projected':
      return projectedFields(source);
    default:
      return [];
  }
}

function projectedFields(source: Source): Field[] {
  const fields: Field[] = [['Type', 'Projected (a volume that contains injected data from multiple sources)']];
  for (const part of (source['sources'] ?? []) as Readonly<Record<string, Source | undefined>>[]) {
    const { secret, configMap, downwardAPI, serviceAccountToken: token } = part;
    const from = secret ?? configMap;
    if (from) {
      fields.push([secret ? 'SecretName' : 'ConfigMapName', String(from['name'] ?? '')]);
      fields.push(['Optional', String(from['optional'] === true)]);
    } else if (downwardAPI) fields.push(['DownwardAPI', 'true']);
    else if (token) fields.push(['TokenExpirationSeconds', String(token['expirationSeconds'] ?? 3600)]);
  }
  return fields;
}
