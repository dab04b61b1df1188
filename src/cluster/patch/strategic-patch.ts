import { badRequestError } from '../refusals.ts';
import {
  deleteValuesKey,
  directiveOf,
  mergeValue,
  orderKey,
  PATCH,
  patchDirective,
  RETAIN_KEYS,
  withoutDirectives,
} from './directives.ts';
import { isObject, own, put, type JsonObject } from './json-value.ts';
import { fieldShape, type Shape } from './merge-keys.ts';

/**
 * The document after a strategic merge patch: apimachinery's strategicpatch.StrategicMergeMapPatch. The document given
 * stays as it is. Throws StatusError (400) for directives that make no sense.
 */
export function strategicPatched(document: JsonObject, patch: JsonObject, shape: Shape | undefined): JsonObject {
  const directive = patchDirective(patch);
  if (directive === 'replace') return withoutDirectives(patch);
  if (directive === 'delete') return {};
  if (directive !== undefined && directive !== 'merge') {
    throw badRequestError(`Unrecognized patch type: ${String(directive)} in ${JSON.stringify(patch)}`);
  }
  const result = retained({ ...document }, patch);
  for (const [key, value] of Object.entries(patch)) {
    if (key === PATCH || key === RETAIN_KEYS) continue;
    const special = directiveOf(key);
    if (special) {
      if (!Object.hasOwn(patch, special.field)) mergeListInto(result, special.field, undefined, patch, shape);
    } else if (value === null) delete result[key];
    else if (Array.isArray(value)) mergeListInto(result, key, value, patch, shape);
    else if (isObject(value)) {
      const before = own(result, key);
      const merged = strategicPatched(isObject(before) ? before : {}, value, fieldShape(shape, key));
      if (patchDirective(value) === 'delete') delete result[key];
      else put(result, key, merged);
    } else put(result, key, value);
  }
  return result;
}

/** `$retainKeys` names the keys that stay; all others go. */
function retained(document: JsonObject, patch: JsonObject): JsonObject {
  const keys = own(patch, RETAIN_KEYS);
  if (keys === undefined) return document;
  if (!Array.isArray(keys)) throw badRequestError('invalid patch format of retainKeys');
  return Object.fromEntries(Object.entries(document).filter(([key]) => keys.includes(key)));
}

function mergeListInto(
  result: JsonObject,
  field: string,
  value: readonly unknown[] | undefined,
  patch: JsonObject,
  shape: Shape | undefined,
): void {
  const list = fieldShape(shape, field);
  const before = own(result, field);
  const original = Array.isArray(before) ? before : [];
  if (list?.mergeKey === undefined) {
    if (value) put(result, field, withoutListDirectives(value));
    return;
  }
  const order = listOf(own(patch, orderKey(field)));
  const gone = listOf(own(patch, deleteValuesKey(field)));
  const merged =
    list.mergeKey === ''
      ? mergeValues(original, value ?? [], gone ?? [])
      : mergeEntries(original, value ?? [], list.mergeKey, list);
  const sorted = order ? inOrder(merged, order, value ?? [], original, list.mergeKey) : merged;
  if (value || before !== undefined) put(result, field, sorted);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function withoutListDirectives(list: readonly unknown[]): unknown[] {
  return list.filter((entry) => !(isObject(entry) && Object.keys(entry).length === 1 && Object.hasOwn(entry, PATCH)));
}

function mergeValues(original: readonly unknown[], added: readonly unknown[], gone: readonly unknown[]): unknown[] {
  return [...new Set([...original, ...added])].filter((value) => !gone.includes(value));
}

function mergeEntries(
  original: readonly unknown[],
  changes: readonly unknown[],
  mergeKey: string,
  list: Shape,
): unknown[] {
  if (changes.some((entry) => patchDirective(entry) === 'replace')) {
    return changes.flatMap((entry) => {
      if (!isObject(entry)) return [entry];
      const rest = withoutDirectives(entry);
      return Object.keys(rest).length === 0 ? [] : [rest];
    });
  }
  const { mergeKey: _, ...entry } = list;
  let merged = [...original];
  for (const change of changes) {
    const key = mergeValue(change, mergeKey);
    if (!isObject(change) || key === undefined) {
      throw badRequestError(`map: ${JSON.stringify(change)} does not contain declared merge key: ${mergeKey}`);
    }
    const at = merged.findIndex((candidate) => mergeValue(candidate, mergeKey) === key);
    if (patchDirective(change) === 'delete') {
      merged = merged.filter((candidate) => mergeValue(candidate, mergeKey) !== key);
    } else if (at < 0) merged.push(strategicPatched({}, change, entry));
    else merged[at] = strategicPatched(merged[at] as JsonObject, change, entry);
  }
  return merged;
}

/** `$setElementOrder`: named entries in that order; entries only the server knows keep their place relative to their neighbours. */
function inOrder(
  merged: readonly unknown[],
  order: readonly unknown[],
  changed: readonly unknown[],
  original: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const keyOf = (entry: unknown): string =>
    mergeKey === '' ? JSON.stringify(entry) : (mergeValue(entry, mergeKey) ?? '');
  const wanted = new Map(order.map((entry, i) => [keyOf(entry), i]));
  for (const entry of changed) {
    if (patchDirective(entry) !== 'delete' && !wanted.has(keyOf(entry))) {
      throw badRequestError("The order in patch list doesn't match $setElementOrder list");
    }
  }
  const place = new Map(original.map((entry, i) => [keyOf(entry), i]));
  const named = merged
    .filter((entry) => wanted.has(keyOf(entry)))
    .sort((a, b) => (wanted.get(keyOf(a)) ?? 0) - (wanted.get(keyOf(b)) ?? 0));
  const others = merged.filter((entry) => !wanted.has(keyOf(entry)));
  const result: unknown[] = [];
  let next = 0;
  for (const entry of named) {
    const at = place.get(keyOf(entry));
    while (at !== undefined && next < others.length && (place.get(keyOf(others[next])) ?? Infinity) < at) {
      result.push(others[next++]);
    }
    result.push(entry);
  }
  return [...result, ...others.slice(next)];
}
