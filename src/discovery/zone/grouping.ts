import type { KubeObject } from '../../api/meta.ts';
import type { ObjectMap } from '../../cluster/cluster.ts';
import { changesBetween, LayeredMap } from '../../cluster/layered-map.ts';

type Groups = ReadonlyMap<string, readonly KubeObject[]>;

/**
 * Objects of one resource by keys of the caller's choice (the Service an EndpointSlice belongs to, an address it lists).
 * The groups of a map are derived once; those of its successor from the difference, so that a long-running server
 * pays for what changed. Groups are ordered by object name: the way that led to a map leaves no trace.
 */
export class Grouping {
  readonly #keysOf: (object: KubeObject) => readonly string[];
  readonly #known = new WeakMap<ObjectMap, Groups>();
  #last: { readonly source: ObjectMap; readonly groups: Groups } | undefined;

  constructor(keysOf: (object: KubeObject) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  /** The groups of `source`. */
  of(source: ObjectMap): Groups {
    const known = this.#known.get(source);
    if (known) return known;
    const groups = this.#last ? this.#successor(this.#last.source, this.#last.groups, source) : this.#build(source);
    this.#known.set(source, groups);
    this.#last = { source, groups };
    return groups;
  }

  /** The group `key` among a few objects that were found otherwise; undefined where they were not. */
  among(few: readonly KubeObject[] | undefined, key: string): readonly KubeObject[] | undefined {
    return few?.filter((object) => this.#keysOf(object).includes(key)).sort(byName);
  }

  #build(source: ObjectMap): Groups {
    const groups = new Map<string, KubeObject[]>();
    for (const object of source.values()) {
      for (const key of this.#keysOf(object)) {
        const group = groups.get(key);
        if (group) group.push(object);
        else groups.set(key, [object]);
      }
    }
    for (const group of groups.values()) if (group.length > 1) group.sort(byName);
    return groups;
  }

  #successor(before: ObjectMap, groups: Groups, after: ObjectMap): Groups {
    const { gone, come } = difference(before, after);
    if (gone.length + come.length > after.size / 4) return this.#build(after);
    const next = LayeredMap.from(groups);
    for (const object of gone) {
      for (const key of this.#keysOf(object)) {
        const left = (next.get(key) ?? []).filter((member) => !isSame(member, object));
        if (left.length > 0) next.set(key, left);
        else next.delete(key);
      }
    }
    for (const object of come) {
      for (const key of this.#keysOf(object)) next.set(key, [...(next.get(key) ?? []), object].sort(byName));
    }
    return next;
  }
}

/** The objects that left and those that came, a changed object being both. Objects read anew count as unchanged. */
export function difference(before: ObjectMap, after: ObjectMap): { gone: KubeObject[]; come: KubeObject[] } {
  const gone: KubeObject[] = [];
  const come: KubeObject[] = [];
  for (const change of changesBetween(before, after)) {
    if (change.before && change.after && isUnchanged(change.before, change.after)) continue;
    if (change.before) gone.push(change.before);
    if (change.after) come.push(change.after);
  }
  return { gone, come };
}

function isUnchanged(a: KubeObject, b: KubeObject): boolean {
  const [one, two] = [a.metadata, b.metadata];
  return one.resourceVersion !== undefined && one.resourceVersion === two.resourceVersion && one.uid === two.uid;
}

function isSame(a: KubeObject, b: KubeObject): boolean {
  return a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace;
}

function byName(a: KubeObject, b: KubeObject): number {
  return a.metadata.name < b.metadata.name ? -1 : a.metadata.name > b.metadata.name ? 1 : 0;
}
