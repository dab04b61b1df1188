import { sameJson } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { changesBetween } from '../../../cluster/layered-map.ts';
import type { Change } from '../../../cluster/transaction.ts';
import type { WatchEvent } from './event-ring.ts';

/** An event and the resource it belongs to. */
export interface ResourceEvent extends WatchEvent {
  readonly plural: string;
}

/** Every write of a transaction as an event, in order: `before` it stood at revision `base`, `after` is what it made. */
export function eventsOfChanges(changes: readonly Change[], base: number, after: Cluster): ResourceEvent[] {
  const later = new Map<string, Change>();
  const results: (KubeObject | undefined)[] = [];
  for (let i = changes.length - 1; i >= 0; i--) {
    const change = changes[i];
    if (!change) continue;
    const id = `${change.plural} ${change.key}`;
    const next = later.get(id);
    results[i] = next ? next.before : after.all(change.plural).get(change.key);
    later.set(id, change);
  }
  let revision = base;
  return changes.flatMap(({ plural, before }, i): ResourceEvent[] => {
    const object = results[i];
    revision = object ? Math.max(revision + 1, Number(object.metadata.resourceVersion)) : revision + 1;
    return eventOf(plural, before, object, revision);
  });
}

function eventOf(
  plural: string,
  before: KubeObject | undefined,
  object: KubeObject | undefined,
  revision: number,
): ResourceEvent[] {
  if (object) return [{ plural, type: before ? 'MODIFIED' : 'ADDED', revision, object, before }];
  if (!before) return [];
  return [{ plural, type: 'DELETED', revision, object: atRevision(before, revision), before }];
}

function atRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

/**
 * What another process did to the cluster between two states of the file, as events that rise in revision: of several
 * writes to one object only the last is known. Undefined if the two states are not stages of one history (an older state was put
 * back, another cluster was begun): then nothing can be told but that everything may be different.
 */
export function eventsBetween(before: Cluster, after: Cluster): ResourceEvent[] | undefined {
  if (after.revision < before.revision) return undefined;
  const written: ResourceEvent[] = [];
  const removed: { plural: string; object: KubeObject; until: number }[] = [];
  for (const plural of new Set([...before.plurals(), ...after.plurals()])) {
    const old = before.all(plural);
    const now = after.all(plural);
    for (const { before: previous, after: object } of changesBetween(old, now)) {
      if (!object) {
        if (previous) removed.push({ plural, object: previous, until: after.revision + 1 });
        continue;
      }
      if (previous && isSame(previous, object)) continue;
      const revision = Number(object.metadata.resourceVersion);
      if (!(revision > before.revision)) return undefined;
      const isAnother = previous !== undefined && previous.metadata.uid !== object.metadata.uid;
      if (isAnother) removed.push({ plural, object: previous, until: revision });
      written.push(...eventOf(plural, isAnother ? undefined : previous, object, revision));
    }
  }
  const taken = new Set(written.map(({ revision }) => revision));
  if (taken.size !== written.length) return undefined;
  // A removal had a revision of its own, which nothing else can have now.
  removed.sort((a, b) => b.until - a.until);
  let free = after.revision + 1;
  for (const { plural, object, until } of removed) {
    free = Math.min(free, until) - 1;
    while (taken.has(free)) free--;
    if (free <= before.revision) return undefined;
    written.push(...eventOf(plural, object, undefined, free));
  }
  return written.sort((a, b) => a.revision - b.revision);
}

function isSame(a: KubeObject, b: KubeObject): boolean {
  const { uid, resourceVersion } = a.metadata;
  if (uid !== b.metadata.uid || resourceVersion !== b.metadata.resourceVersion) return false;
  return uid !== undefined && resourceVersion !== undefined ? true : sameJson(a, b);
}
