import { isObject, type JsonObject } from '../patch/json-value.ts';
import { compareElements, isElement, type Path, type PathElement } from './path-element.ts';

/** Deeper sets than any API type needs are refused: they come from outside. */
const MOST_LEVELS = 64;

interface Node {
  /** The path that ends here is in the set. */
  member: boolean;
  below: FieldSet;
}

/** A set of field paths, kept as a tree: what `managedFields[].fieldsV1` writes down (fieldpath.Set upstream). */
export class FieldSet {
  readonly #nodes = new Map<PathElement, Node>();

  insert(path: Path): void {
    const [first, ...rest] = path;
    if (first === undefined) return;
    const node = this.#node(first);
    if (rest.length === 0) node.member = true;
    else node.below.insert(rest);
  }

  has(path: Path): boolean {
    const [first, ...rest] = path;
    const node = first === undefined ? undefined : this.#nodes.get(first);
    if (!node) return false;
    return rest.length === 0 ? node.member : node.below.has(rest);
  }

  /** What is in the set below one step; an empty set if nothing is. */
  below(element: PathElement): FieldSet {
    return this.#nodes.get(element)?.below ?? EMPTY;
  }

  isEmpty(): boolean {
    for (const { member, below } of this.#nodes.values()) if (member || !below.isEmpty()) return false;
    return true;
  }

  /** All paths: those that end at a level before those that go on, as upstream lists conflicts. */
  *paths(prefix: Path = []): Generator<Path> {
    const sorted = this.#sorted();
    for (const [element, { member }] of sorted) if (member) yield [...prefix, element];
    for (const [element, { below }] of sorted) yield* below.paths([...prefix, element]);
  }

  union(other: FieldSet): FieldSet {
    const made = new FieldSet();
    for (const set of [this, other]) {
      for (const [element, { member, below }] of set.#nodes) {
        const node = made.#node(element);
        node.member ||= member;
        node.below = node.below.#nodes.size === 0 ? below.#copied() : node.below.union(below);
      }
    }
    return made;
  }

  intersection(other: FieldSet): FieldSet {
    return this.#kept((element, node) => {
      const match = other.#nodes.get(element);
      return match && { member: node.member && match.member, below: node.below.intersection(match.below) };
    });
  }

  /** Without the very paths of the other set; what lies below them stays. */
  difference(other: FieldSet): FieldSet {
    return this.#kept((element, node) => {
      const match = other.#nodes.get(element);
      if (!match) return { member: node.member, below: node.below.#copied() };
      return { member: node.member && !match.member, below: node.below.difference(match.below) };
    });
  }

  /** Without the paths of the other set and all that lies below them. */
  without(other: FieldSet): FieldSet {
    return this.#kept((element, node) => {
      const match = other.#nodes.get(element);
      if (!match) return { member: node.member, below: node.below.#copied() };
      return match.member ? undefined : { member: node.member, below: node.below.without(match.below) };
    });
  }

  /** The same set with other members: `isMember` is asked for every step, `next` gives what is known one step down. */
  mapped<Known>(
    known: Known,
    change: (known: Known, element: PathElement, member: boolean) => [boolean, Known],
  ): FieldSet {
    return this.#kept((element, node) => {
      const [member, next] = change(known, element, node.member);
      return { member, below: node.below.mapped(next, change) };
    });
  }

  /** As `fieldsV1`: `.` stands for the path itself where others lie below it. */
  toJson(): JsonObject {
    const json: JsonObject = {};
    for (const [element, { member, below }] of this.#sorted()) {
      const inner = below.toJson();
      json[element] = member && Object.keys(inner).length > 0 ? { '.': {}, ...inner } : inner;
    }
    return json;
  }

  /** Reads `fieldsV1`; undefined if it is none. */
  static fromJson(json: unknown, level = 0): FieldSet | undefined {
    if (!isObject(json) || level > MOST_LEVELS) return undefined;
    const made = new FieldSet();
    for (const [element, value] of Object.entries(json)) {
      if (element === '.') continue;
      if (!isElement(element)) return undefined;
      const below = FieldSet.fromJson(value, level + 1);
      if (!below || !isObject(value)) return undefined;
      const member = Object.hasOwn(value, '.') || Object.keys(value).length === 0;
      made.#nodes.set(element, { member, below });
    }
    return made;
  }

  static of(...paths: readonly Path[]): FieldSet {
    const made = new FieldSet();
    for (const path of paths) made.insert(path);
    return made;
  }

  #node(element: PathElement): Node {
    let node = this.#nodes.get(element);
    if (!node) this.#nodes.set(element, (node = { member: false, below: new FieldSet() }));
    return node;
  }

  #sorted(): [PathElement, Node][] {
    return [...this.#nodes].sort(([a], [b]) => compareElements(a, b));
  }

  #copied(): FieldSet {
    return this.#kept((_, { member, below }) => ({ member, below: below.#copied() }));
  }

  #kept(pick: (element: PathElement, node: Node) => Node | undefined): FieldSet {
    const made = new FieldSet();
    for (const [element, node] of this.#nodes) {
      const kept = pick(element, node);
      if (kept && (kept.member || kept.below.#nodes.size > 0)) made.#nodes.set(element, kept);
    }
    return made;
  }
}

const EMPTY = new FieldSet();
