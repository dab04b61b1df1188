import { fields, given, goQuote, items, text, type Fields } from '../go-value.ts';

/** Volume plugins that are gone, by their field. */
const GONE: Readonly<Record<string, string>> = {
  photonPersistentDisk: 'deprecated in v1.11, non-functional in v1.16+',
  gitRepo: 'deprecated in v1.11, and disabled by default in v1.33+',
  scaleIO: 'deprecated in v1.16, non-functional in v1.22+',
  flocker: 'deprecated in v1.22, non-functional in v1.25+',
  storageos: 'deprecated in v1.22, non-functional in v1.25+',
  quobyte: 'deprecated in v1.22, non-functional in v1.25+',
  glusterfs: 'deprecated in v1.25, non-functional in v1.26+',
  cephfs: 'deprecated in v1.28, non-functional in v1.31+',
  rbd: 'deprecated in v1.28, non-functional in v1.31+',
};

/** Upstream names one of them otherwise than its field. */
const SHOWN: Readonly<Record<string, string>> = { storageos: 'storageOS' };

/** Deprecated and removed volume plugins. */
export function volumeWarnings(volumes: readonly unknown[], path: string): string[] {
  return volumes.flatMap((volume, i) =>
    Object.entries(GONE)
      .filter(([plugin]) => given(fields(volume)[plugin]))
      .map(([plugin, fate]) => `${path}[${i}].${SHOWN[plugin] ?? plugin}: ${fate}`),
  );
}

interface FilePath {
  readonly path: string;
  /** Which source of a projected volume it comes from; '' in other volumes. */
  readonly source: string;
}

/** Files of one volume that would stand in each other's place: upstream's warningsForOverlappingVirtualPaths. */
export function overlapWarnings(volumes: readonly unknown[]): string[] {
  return volumes.flatMap((entry) => {
    const volume = fields(entry);
    const name = goQuote(text(volume['name']));
    const of = (description: string, paths: readonly FilePath[]): string[] =>
      overlaps(paths).map((overlap) => `volume ${name} (${description}): overlapping paths: ${overlap}`);
    const { configMap, secret, downwardAPI, projected } = volume;
    return [
      ...of(`ConfigMap ${goQuote(text(fields(configMap)['name']))}`, filesOf(configMap, '')),
      ...of(`Secret ${goQuote(text(fields(secret)['secretName']))}`, filesOf(secret, '')),
      ...of('DownwardAPI', filesOf(downwardAPI, '')),
      ...emptySources(projected).map(() => `volume ${name} (Projected) has no sources provided`),
      ...of('Projected', items(fields(projected)['sources']).flatMap(projectedFiles)),
    ];
  });
}

function emptySources(projected: unknown): unknown[] {
  return items(fields(projected)['sources']).filter((source) => !Object.values(fields(source)).some(given));
}

function filesOf(volume: unknown, source: string): FilePath[] {
  return items(fields(volume)['items']).map((entry) => ({ path: text(fields(entry)['path']), source }));
}

function projectedFiles(entry: unknown): FilePath[] {
  const source: Fields = fields(entry);
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle } = source;
  const trust = fields(clusterTrustBundle);
  return [
    ...filesOf(configMap, `ConfigMap ${goQuote(text(fields(configMap)['name']))}`),
    ...filesOf(secret, `Secret ${goQuote(text(fields(secret)['name']))}`),
    ...filesOf(downwardAPI, 'DownwardAPI'),
    ...(given(serviceAccountToken)
      ? [{ path: text(fields(serviceAccountToken)['path']), source: 'ServiceAccountToken' }]
      : []),
    ...(given(clusterTrustBundle)
      ? [
          {
            path: text(trust['path']),
            source: `ClusterTrustBundle ${goQuote(text(trust['name'] ?? trust['signerName']))}`,
          },
        ]
      : []),
  ];
}

function overlaps(paths: readonly FilePath[]): string[] {
  const seen: FilePath[] = [];
  return paths.flatMap(({ path, source }) => {
    const file = { path: path.replace(/\/+$/, ''), source };
    const found = file.path === '' ? [] : seen.filter((other) => isWithin(file, other) || isWithin(other, file));
    seen.push(file);
    return found.map((other) => `${shown(file)} with ${shown(other)}`);
  });
}

function isWithin(inner: FilePath, outer: FilePath): boolean {
  return outer.path !== '' && `${inner.path}/`.startsWith(`${outer.path}/`);
}

function shown({ path, source }: FilePath): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
