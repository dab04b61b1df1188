import { sameJson } from '../../api/go-value.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement, type Path } from './path-element.ts';
import { entriesOf, isBare, itemTyped, partsOf, type Entry, type Typed } from './typed.ts';

/** Which fields differ between two states of an object. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** What became of the fields between `before` and `after` (typed.Compare); a missing state is undefined. */
export function compared(before: unknown, after: unknown, typed: Typed): Comparison {
  const found = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  compare(before, after, typed, [], found);
  return found;
}

function compare(before: unknown, after: unknown, typed: Typed, path: Path, found: Comparison): void {
  const isLeaf = typed.kind === 'leaf' || (isBare(before) && isBare(after)) || isMismatch(before, after, typed);
  if (before === undefined) found.added.insert(path);
  else if (after === undefined) found.removed.insert(path);
  else if (isLeaf && !sameJson(before, after)) found.modified.insert(path);
  if (isLeaf) return;
  const [left, right] = [partsOf(typed, before), partsOf(typed, after)];
  if (left && right) {
    for (const name of new Set([...Object.keys(left.value), ...Object.keys(right.value)])) {
      const [was, is] = [own(left.value, name), own(right.value, name)];
      if (was === undefined && is === undefined) continue;
      compare(was, is, right.typed(name), [...path, fieldElement(name)], found);
    }
  } else compareEntries(entriesOf(typed, before) ?? [], entriesOf(typed, after) ?? [], itemTyped(typed), path, found);
}

function compareEntries(
  before: readonly Entry[],
  after: readonly Entry[],
  item: Typed,
  path: Path,
  found: Comparison,
): void {
  const [were, are] = [grouped(before), grouped(after)];
  for (const element of new Set([...were.keys(), ...are.keys()])) {
    const [was = [], is = []] = [were.get(element), are.get(element)];
    const at = [...path, element];
    if (was.length <= 1 && is.length <= 1) compare(was[0], is[0], item, at, found);
    else if (was.length > 1 && is.length > 1) {
      if (!sameJson(was, is)) found.modified.insert(at);
    } else if (was.length > 1) {
      if (is.length > 0) compare(undefined, is[0], item, at, found);
      found.removed.insert(at);
    } else {
      if (was.length > 0) compare(was[0], undefined, item, at, found);
      found.added.insert(at);
    }
  }
}

/** Values of another form than the type says (a dump of another version) are taken as a whole. */
function isMismatch(before: unknown, after: unknown, typed: Typed): boolean {
  const wantsList = typed.kind === 'set' || typed.kind === 'keyed';
  const fits = (value: unknown): boolean =>
    value === undefined || value === null || (typeof value === 'object' && Array.isArray(value) === wantsList);
  return !fits(before) || !fits(after);
}

function grouped(entries: readonly Entry[]): Map<string, unknown[]> {
  const groups = new Map<string, unknown[]>();
  for (const { element, value } of entries) {
    const group = groups.get(element);
    if (group) group.push(value);
    else groups.set(element, [value]);
  }
  return groups;
}

function own(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
