import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/api/meta.ts';
import { resourceOfKind } from '../../src/api/resource.ts';
import { Cluster, keyOf } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ClusterConfig } from '../../src/cluster/config.ts';
import { GrowingList } from '../../src/cluster/growing-list.ts';

export const RECORDINGS = join(import.meta.dirname, '..', 'recordings');

/** The scenarios of a Kubernetes version whose folder has `file`. */
export function scenarios(version: string, file: string): string[] {
  const root = join(RECORDINGS, version);
  return readdirSync(root).filter((name) => existsSync(join(root, name, file)));
}

export function recorded(version: string, scenario: string, file: string): string {
  return readFileSync(join(RECORDINGS, version, scenario, file), 'utf8');
}

/** A cluster of just these objects. */
export function clusterOf(objects: readonly KubeObject[], config: Partial<ClusterConfig> = {}): Cluster {
  const maps = new Map<string, Map<string, KubeObject>>();
  for (const object of objects) {
    const plural = resourceOfKind(object.kind)?.plural;
    if (!plural) continue;
    if (!maps.has(plural)) maps.set(plural, new Map());
    maps.get(plural)?.set(keyOf(object), object);
  }
  const revision = Math.max(1, ...objects.map(({ metadata }) => Number(metadata.resourceVersion ?? 0)));
  const parts = { revision, objects: maps, sources: new Map(), ledger: GrowingList.of([]), extras: {} };
  return new Cluster({ ...parts, config: { ...DEFAULT_CONFIG, imported: true, ...config } });
}

/** The recorded dump as a cluster. */
export function recordedCluster(version: string, scenario: string): Cluster {
  const { items } = parse(recorded(version, scenario, 'cluster.yaml')) as { items: KubeObject[] };
  return clusterOf(items);
}

/** The parts of a transcript: what follows each line that begins with `mark`. */
export function blocks(text: string, mark: string): { title: string; lines: string[] }[] {
  const list: { title: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith(mark)) list.push({ title: line.slice(mark.length).trim(), lines: [] });
    else list.at(-1)?.lines.push(line);
  }
  return list;
}
