import { sameJson } from '../../api/go-value.ts';
import { deleteValuesKey, mergeValue, orderKey, PATCH, RETAIN_KEYS } from './directives.ts';
import { isObject, own, put, type JsonObject } from './json-value.ts';
import { fieldShape, type Shape } from './merge-keys.ts';

export interface DiffOptions {
  /** Nothing is taken out: what only `from` has stays. */
  readonly ignoreDeletions?: boolean;
  /** Only what is to be taken out. */
  readonly ignoreChanges?: boolean;
}

/** The strategic merge patch that makes `to` of `from`: apimachinery's strategicpatch.diffMaps with $setElementOrder. Empty: no difference. */
export function strategicDiff(
  from: JsonObject,
  to: JsonObject,
  shape: Shape | undefined,
  options: DiffOptions,
): JsonObject {
  const patch: JsonObject = {};
  for (const [key, value] of Object.entries(to)) {
    const before = own(from, key);
    if (before === undefined || kindOf(before) !== kindOf(value)) {
      if (!options.ignoreChanges) put(patch, key, value);
    } else if (isObject(value) && isObject(before)) {
      const inner = strategicDiff(before, value, fieldShape(shape, key), options);
      if (Object.keys(inner).length > 0) put(patch, key, inner);
    } else if (Array.isArray(value) && Array.isArray(before)) {
      diffList(patch, key, before, value, fieldShape(shape, key), options);
    } else if (!options.ignoreChanges && before !== value) put(patch, key, value);
  }
  if (!options.ignoreDeletions) {
    for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) put(patch, key, null);
  }
  const missing = Object.keys(from).some((key) => !Object.hasOwn(to, key));
  const kept = Object.keys(to).filter((key) => to[key] !== null);
  if (shape?.retainKeys && kept.length > 0 && (Object.keys(patch).length > 0 || missing)) {
    patch[RETAIN_KEYS] = kept.sort();
  }
  return patch;
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
}

function diffList(
  patch: JsonObject,
  key: string,
  from: readonly unknown[],
  to: readonly unknown[],
  list: Shape | undefined,
  options: DiffOptions,
): void {
  if (list?.mergeKey === undefined) {
    if (!options.ignoreChanges && !sameJson(from, to)) put(patch, key, to);
    return;
  }
  if (from.length === 0) {
    if (to.length > 0 && !options.ignoreChanges) put(patch, key, to);
    return;
  }
  if (list.mergeKey === '') diffValues(patch, key, from, to, options);
  else diffEntries(patch, key, from, to, list.mergeKey, list, options);
}

function diffValues(
  patch: JsonObject,
  key: string,
  from: readonly unknown[],
  to: readonly unknown[],
  options: DiffOptions,
): void {
  const added = options.ignoreChanges ? [] : to.filter((value) => !from.includes(value));
  const gone = options.ignoreDeletions ? [] : from.filter((value) => !to.includes(value));
  if (added.length > 0) put(patch, key, added);
  if (gone.length > 0) put(patch, deleteValuesKey(key), gone);
  const reordered = !options.ignoreChanges && !sameJson(from, to);
  if (to.length > 0 && (gone.length > 0 || reordered)) put(patch, orderKey(key), to);
}

function diffEntries(
  patch: JsonObject,
  key: string,
  from: readonly unknown[],
  to: readonly unknown[],
  mergeKey: string,
  list: Shape,
  options: DiffOptions,
): void {
  const before = new Map(from.map((entry) => [mergeValue(entry, mergeKey), entry]));
  const after = new Set(to.map((entry) => mergeValue(entry, mergeKey)));
  const entries: unknown[] = [];
  for (const entry of to) {
    const known = before.get(mergeValue(entry, mergeKey));
    if (!isObject(known) || !isObject(entry)) {
      if (!options.ignoreChanges) entries.push(entry);
      continue;
    }
    const inner = strategicDiff(known, entry, list, options);
    if (Object.keys(inner).length > 0) entries.push({ ...inner, [mergeKey]: own(entry, mergeKey) });
  }
  if (!options.ignoreDeletions) {
    for (const [value, entry] of before) {
      if (!after.has(value) && isObject(entry)) entries.push({ [PATCH]: 'delete', [mergeKey]: own(entry, mergeKey) });
    }
  }
  const sameOrder =
    from.length === to.length && from.every((entry, i) => mergeValue(entry, mergeKey) === mergeValue(to[i], mergeKey));
  const orderMatters = options.ignoreChanges ? entries.length > 0 : entries.length > 0 || !sameOrder;
  if (entries.length > 0) put(patch, key, entries);
  if (orderMatters && to.length > 0) {
    put(
      patch,
      orderKey(key),
      to.map((entry) => ({ [mergeKey]: isObject(entry) ? own(entry, mergeKey) : null })),
    );
  }
}
