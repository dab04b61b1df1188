import type { KubeObject } from '../api/meta.ts';
import type { ObjectMap } from './cluster.ts';
import { changesBetween, LayeredMap } from './layered-map.ts';
import type { Change, Transaction } from './transaction.ts';

type Groups = ReadonlyMap<string, readonly KubeObject[]>;

/**
 * Objects of one resource by keys of the caller's choice (the Service an EndpointSlice belongs to, an address it lists).
 * The groups of a map are derived once; those of its successor from the difference, so that a long-running server
 * pays for what changed. Groups are ordered by object name: the way that led to a map leaves no trace.
 */
export class Grouping {
  readonly #keysOf: (object: KubeObject) => readonly string[];
  readonly #known = new WeakMap<ObjectMap, Groups>();
  readonly #changing = new WeakMap<
    Transaction,
    { readonly groups: LayeredMap<string, readonly KubeObject[]>; seen: number }
  >();
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

  /** The groups of a resource in a transaction, brought up to its latest write; they change with the next one. */
  in(tx: Transaction, plural: string): Groups {
    const changes = tx.changesOf(plural);
    let found = this.#changing.get(tx);
    if (!found) {
      const before = tx.original(plural);
      found = { groups: LayeredMap.from(this.of(before)), seen: changes.length };
      this.#change(found.groups, difference(before, tx.all(plural)));
      this.#changing.set(tx, found);
    }
    const touched = new Set<string>();
    for (; found.seen < changes.length; found.seen++) {
      const { key, before } = changes[found.seen] as Change;
      if (before) this.#change(found.groups, { gone: [before], come: [] });
      touched.add(key);
    }
    const come = [...touched].flatMap((key) => tx.all(plural).get(key) ?? []);
    this.#change(found.groups, { gone: [], come });
    return found.groups;
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
    const change = difference(before, after);
    if (change.gone.length + change.come.length > after.size / 4) return this.#build(after);
    const next = LayeredMap.from(groups);
    this.#change(next, change);
    return next;
  }

  #change(groups: LayeredMap<string, readonly KubeObject[]>, { gone, come }: Difference): void {
    for (const object of gone) {
      for (const key of this.#keysOf(object)) {
        const left = (groups.get(key) ?? []).filter((member) => !isSame(member, object));
        if (left.length > 0) groups.set(key, left);
        else groups.delete(key);
      }
    }
    for (const object of come) {
      for (const key of this.#keysOf(object)) groups.set(key, inserted(groups.get(key) ?? [], object));
    }
  }
}

interface Difference {
  readonly gone: readonly KubeObject[];
  readonly come: readonly KubeObject[];
}

/** The objects that left and those that came, a changed object being both. Objects read anew count as unchanged. */
export function difference(before: ObjectMap, after: ObjectMap): Difference {
  const gone: KubeObject[] = [];
  const come: KubeObject[] = [];
  for (const change of changesBetween(before, after)) {
    if (change.before && change.after && isUnchanged(change.before, change.after)) continue;
    if (change.before) gone.push(change.before);
    if (change.after) come.push(change.after);
  }
  return { gone, come };
}

/** A sorted group with one more member. Groups can be long: a whole namespace may carry one label. */
function inserted(group: readonly KubeObject[], object: KubeObject): KubeObject[] {
  let [low, high] = [0, group.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byName(group[middle] as KubeObject, object) > 0) high = middle;
    else low = middle + 1;
  }
  return group.toSpliced(low, 0, object);
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
