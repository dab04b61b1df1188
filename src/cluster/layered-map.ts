/** Changes that a layer may hold before the next map is copied whole: copying layers must stay cheaper than copying maps. */
const THICKEST = 256;

/**
 * A map that shares all but its latest changes with the one it came from, so that the successor of a big map costs what
 * changed and not what there is. In every other way, the order of insertion included, it behaves as a Map. Change it only
 * until it is handed out.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  #base: ReadonlyMap<K, V>;
  /** Keys of the base that are gone, or have moved to the end by being set anew. */
  #removed: Set<K>;
  /** Other values in the places of the base. */
  #replaced: Map<K, V>;
  /** What comes behind the base. */
  #added: Map<K, V>;

  private constructor(
    base: ReadonlyMap<K, V>,
    removed: Iterable<K> = [],
    replaced: Iterable<readonly [K, V]> = [],
    added: Iterable<readonly [K, V]> = [],
  ) {
    this.#base = base;
    this.#removed = new Set(removed);
    this.#replaced = new Map(replaced);
    this.#added = new Map(added);
  }

  /** A map with the same entries, to be changed. `map` itself must not change any more. */
  static from<K, V>(map: ReadonlyMap<K, V>): LayeredMap<K, V> {
    if (!(map instanceof LayeredMap)) return new LayeredMap(map);
    if (map.#thickness > THICKEST) map.#flatten();
    return new LayeredMap<K, V>(map.#base, map.#removed, map.#replaced, map.#added);
  }

  get size(): number {
    return this.#base.size - this.#removed.size + this.#added.size;
  }

  get(key: K): V | undefined {
    const own = this.#added.get(key) ?? this.#replaced.get(key);
    return own !== undefined || this.#removed.has(key) ? own : this.#base.get(key);
  }

  has(key: K): boolean {
    return this.#added.has(key) || this.#isInPlace(key);
  }

  set(key: K, value: V): this {
    (this.#isInPlace(key) ? this.#replaced : this.#added).set(key, value);
    return this;
  }

  delete(key: K): boolean {
    if (this.#added.delete(key)) return true;
    if (!this.#isInPlace(key)) return false;
    this.#replaced.delete(key);
    this.#removed.add(key);
    return true;
  }

  *entries(): MapIterator<[K, V]> {
    const [removed, replaced, added] = [this.#removed, this.#replaced, this.#added];
    for (const entry of this.#base) {
      const [key] = entry;
      if (removed.has(key)) continue;
      const other = replaced.get(key);
      yield other === undefined ? entry : [key, other];
    }
    yield* added;
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(tell: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) tell(value, key, this);
  }

  /** How `after` came from `before`, told from their layers alone; undefined where they do not lie on the same map. */
  static changes<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): EntryChange<K, V>[] | undefined {
    const old = before instanceof LayeredMap ? (before as LayeredMap<K, V>) : new LayeredMap(before);
    const now = after instanceof LayeredMap ? (after as LayeredMap<K, V>) : new LayeredMap(after);
    if (old.#base !== now.#base || [...old.#removed].some((key) => !now.#removed.has(key))) return undefined;
    const found: EntryChange<K, V>[] = [];
    for (const key of new Set([...old.#replaced.keys(), ...now.#replaced.keys()])) {
      if (now.#removed.has(key)) continue;
      const [was, is] = [old.get(key), now.get(key)];
      if (was !== is) found.push({ key, before: was, after: is, moved: false });
    }
    const moved = new Set<K>();
    for (const key of now.#removed) {
      if (old.#removed.has(key)) continue;
      if (now.#added.has(key)) moved.add(key);
      else found.push({ key, before: old.get(key), after: undefined, moved: false });
    }
    return [...found, ...orderedChanges(old.#added, now.#added, moved, old)];
  }

  get #thickness(): number {
    return this.#removed.size + this.#replaced.size + this.#added.size;
  }

  /** The same entries without layers: once for all that come of this map. */
  #flatten(): void {
    this.#base = new Map(this);
    [this.#removed, this.#replaced, this.#added] = [new Set(), new Map(), new Map()];
  }

  #isInPlace(key: K): boolean {
    return !this.#removed.has(key) && this.#base.has(key);
  }
}

/** What became of one entry from one map to another. */
export interface EntryChange<K, V> {
  readonly key: K;
  /** Undefined: it was not there. */
  readonly before: V | undefined;
  /** Undefined: it is not there any more. */
  readonly after: V | undefined;
  /** Whether it stood further ahead: it was taken out and put in again. */
  readonly moved: boolean;
}

/**
 * What makes `after` of `before`: take out what is gone or moved, then set what is there in this order. Costs as much as
 * changed if one map came from the other a short while ago, else as much as there is.
 */
export function changesBetween<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): EntryChange<K, V>[] {
  if (before === after) return [];
  return LayeredMap.changes(before, after) ?? orderedChanges(before, after);
}

/** `moved` are keys that stood further ahead in `all` of what was before. */
function orderedChanges<K, V>(
  before: ReadonlyMap<K, V>,
  after: ReadonlyMap<K, V>,
  moved = new Set<K>(),
  all = before,
): EntryChange<K, V>[] {
  const found: EntryChange<K, V>[] = [];
  const rest = after.entries();
  let next = rest.next();
  for (const [key, old] of before) {
    if (!next.done && next.value[0] === key) {
      const value = next.value[1];
      if (value !== old) found.push({ key, before: old, after: value, moved: false });
      next = rest.next();
    } else if (after.has(key)) moved.add(key);
    else found.push({ key, before: old, after: undefined, moved: false });
  }
  for (; !next.done; next = rest.next()) {
    const [key, value] = next.value;
    found.push({ key, before: all.get(key), after: value, moved: moved.has(key) });
  }
  return found;
}
