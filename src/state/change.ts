import type { KubeObject } from '../api/meta.ts';
import { Cluster, type Extras, type ObjectMap, type ObjectSource } from '../cluster/cluster.ts';
import type { ClusterConfig } from '../cluster/config.ts';
import { changesBetween, LayeredMap, type EntryChange } from '../cluster/layered-map.ts';
import type { LedgerEntry } from '../cluster/service-ledger.ts';
import { patchedObjects, type Patch, type SectionObjects } from './patched-objects.ts';
import { sourceLine, type SourceLine } from './source-lines.ts';

/** What one write did to a cluster, as plain JSON. What is missing stayed as it was. */
export interface ClusterChange {
  readonly revision: number;
  readonly config?: ClusterConfig;
  readonly extras?: Extras;
  /** By resource: take out these keys, then put in these objects, in this order. */
  readonly objects?: readonly (readonly [plural: string, gone: readonly string[], put: readonly KubeObject[]])[];
  /** The same with the places where objects were written: first these go (resource and key), then those come. */
  readonly sources?: readonly [gone: readonly (readonly [plural: string, key: string])[], put: readonly SourceLine[]];
  /** Entries behind those that were there. */
  readonly ledger?: readonly LedgerEntry[];
  /** By pod uid. */
  readonly starts?: readonly [gone: readonly string[], put: readonly (readonly [uid: string, revision: number])[]];
}

/** What made `after` of `before`; undefined where it cannot be told in this way (the ledger was written anew). */
export function changeBetween(before: Cluster, after: Cluster): ClusterChange | undefined {
  const [old, now] = [before.parts(), after.parts()];
  const isSame = (part: 'sources' | 'ledger' | 'podStarts'): boolean => old[part] === now[part];
  const ledger = isSame('ledger') ? [] : after.ledger.behind(before.ledger);
  const lost = [...old.objects.keys()].filter((plural) => !now.objects.has(plural) && before.all(plural).size > 0);
  if (!ledger || lost.length > 0) return undefined;
  const objects = [...now.objects].flatMap(([plural, map]) => {
    if (old.objects.get(plural) === map) return [];
    const [gone, put] = split(changesBetween(before.all(plural), after.all(plural)));
    return gone.length + put.length > 0 ? [[plural, gone, put.map(([, object]) => object)] as const] : [];
  });
  const sources = isSame('sources') ? undefined : sourceChanges(before.sources, after.sources);
  const starts = isSame('podStarts') ? undefined : split(changesBetween(before.podStarts, after.podStarts));
  return {
    revision: after.revision,
    ...(before.config === after.config ? {} : { config: after.config }),
    ...(before.extras === after.extras ? {} : { extras: after.extras }),
    ...(objects.length > 0 ? { objects } : {}),
    ...(sources ? { sources } : {}),
    ...(ledger.length > 0 ? { ledger } : {}),
    ...(starts ? { starts } : {}),
  };
}

/** The cluster after the changes. Parts that have not been parsed are not parsed for it. */
export function changed(cluster: Cluster, changes: readonly ClusterChange[]): Cluster {
  const parts = cluster.parts();
  const last = changes.at(-1);
  if (!last) return cluster;
  const objects = new Map(parts.objects);
  const { sources, ledger, podStarts } = parts;
  const patches = new Map<string, Patch[]>();
  for (const [plural, gone, put] of changes.flatMap((change) => change.objects ?? [])) {
    const ofPlural = patches.get(plural) ?? [];
    patches.set(plural, ofPlural);
    ofPlural.push({ gone, put });
  }
  for (const [plural, ofPlural] of patches) {
    const map = (objects.get(plural) ?? new Map()) as ObjectMap | SectionObjects;
    objects.set(plural, patchedObjects(map, ofPlural));
  }
  const having = (part: keyof ClusterChange): boolean => changes.some((change) => change[part] !== undefined);
  return new Cluster({
    revision: last.revision,
    config: changes.findLast(({ config }) => config)?.config ?? cluster.config,
    extras: changes.findLast(({ extras }) => extras)?.extras ?? cluster.extras,
    objects,
    sources: having('sources') ? () => sourcesAfter(loaded(sources), changes) : sources,
    ledger: having('ledger') ? () => loaded(ledger).with(changes.flatMap((change) => change.ledger ?? [])) : ledger,
    podStarts: having('starts') ? () => startsAfter(loaded(podStarts), changes) : podStarts,
  });
}

function loaded<T extends object>(part: T | (() => T)): T {
  return typeof part === 'function' ? (part as () => T)() : part;
}

function split<V>(changes: readonly EntryChange<string, V>[]): [gone: string[], put: [key: string, value: V][]] {
  return [
    changes.flatMap(({ key, after, moved }) => (moved || after === undefined ? [key] : [])),
    changes.flatMap(({ key, after }): [string, V][] => (after === undefined ? [] : [[key, after]])),
  ];
}

type Sources = Cluster['sources'];

function sourceChanges(before: Sources, after: Sources): ClusterChange['sources'] {
  const gone: [plural: string, key: string][] = [];
  const put: SourceLine[] = [];
  for (const plural of new Set([...before.keys(), ...after.keys()])) {
    const none: ReadonlyMap<string, ObjectSource> = new Map();
    const [left, come] = split(changesBetween(before.get(plural) ?? none, after.get(plural) ?? none));
    gone.push(...left.map((key): [string, string] => [plural, key]));
    put.push(...come.map(([key, source]) => sourceLine(plural, key, source)));
  }
  return [gone, put];
}

function sourcesAfter(before: Sources, changes: readonly ClusterChange[]): Sources {
  const after = new Map<string, LayeredMap<string, ObjectSource>>();
  const writable = (plural: string): LayeredMap<string, ObjectSource> => {
    let map = after.get(plural);
    if (!map) after.set(plural, (map = LayeredMap.from(before.get(plural) ?? new Map())));
    return map;
  };
  for (const { sources: [gone, put] = [[], []] } of changes) {
    for (const [plural, key] of gone) writable(plural).delete(key);
    for (const [plural, key, file, line, column, fields] of put) writable(plural).set(key, { file, line, column, fields }); // prettier-ignore
  }
  return new Map([...before, ...after]);
}

function startsAfter(before: ReadonlyMap<string, number>, changes: readonly ClusterChange[]): Cluster['podStarts'] {
  const after = LayeredMap.from(before);
  for (const { starts: [gone, put] = [[], []] } of changes) {
    for (const uid of gone) after.delete(uid);
    for (const [uid, revision] of put) after.set(uid, revision);
  }
  return after;
}
