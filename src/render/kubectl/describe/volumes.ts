import { stringEntries } from '../../../api/go-value.ts';
import { quantityOf } from '../../../api/quantity.ts';
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
    const source = (volume[kind] ?? {}) as Source;
    const [type, ...fields] = sourceFields(kind, source);
    if (type === undefined) {
      page.line(1, '<unknown>');
      continue;
    }
    page.field(2, 'Type', type[1]);
    for (const [title, value] of fields) page.field(2, title, value);
    if (kind === 'downwardAPI') writeDownwardItems(page, source);
    if (kind === 'csi') writeAttributes(page, source);
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
        ['SizeLimit', (quantityOf(source['sizeLimit'])?.digits ?? 0n) > 0n ? value('sizeLimit') : '<unset>'],
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
    case 'downwardAPI':
      return [['Type', 'DownwardAPI (a volume populated by information about the pod)']];
    case 'nfs':
      return [
        ['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'],
        ['Server', value('server')],
        ['Path', value('path')],
        ['ReadOnly', String(source['readOnly'] === true)],
      ];
    case 'csi':
      return [
        ['Type', 'CSI (a Container Storage Interface (CSI) volume source)'],
        ['Driver', value('driver')],
        ['FSType', value('fsType')],
        ['ReadOnly', String(source['readOnly'] === true)],
      ];
    case 'image':
      return [
        ['Type', 'Image (a container image or OCI artifact)'],
        ['Reference', value('reference')],
        ['PullPolicy', value('pullPolicy')],
      ];
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

function writeDownwardItems(page: Page, source: Source): void {
  type Item = { path?: string; fieldRef?: { fieldPath?: string }; resourceFieldRef?: { resource?: string } };
  page.line(2, 'Items:');
  for (const { path = '', fieldRef, resourceFieldRef } of (source['items'] ?? []) as Item[]) {
    const from = fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? '';
    page.line(3, `${from} -> ${path}`);
  }
}

const LONGEST_ATTRIBUTE = 140;

/** kubectl indents the values of attributes once more, and what stands before those of the second line on. */
function writeAttributes(page: Page, source: Source): void {
  const lines = stringEntries(source['volumeAttributes']).map(([key, value]) => {
    const line = `${key}=${value}`;
    return line.length > LONGEST_ATTRIBUTE ? `    ${line.slice(0, LONGEST_ATTRIBUTE)}...` : `    ${line}`;
  });
  page.field(2, 'VolumeAttributes', lines[0] ?? '<none>');
  for (const line of lines.slice(1)) page.line(4, `\t${line}`);
}
