import { isObject, own, type JsonObject } from './json-value.ts';

/** The special keys of strategic merge patches. */
export const PATCH = '$patch';
export const RETAIN_KEYS = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_VALUES = '$deleteFromPrimitiveList/';

export function orderKey(field: string): string {
  return ORDER + field;
}

export function deleteValuesKey(field: string): string {
  return DELETE_VALUES + field;
}

/** The field that a key of a patch is about, and which directive it carries. */
export function directiveOf(key: string): { field: string; kind: 'order' | 'delete-values' } | undefined {
  if (key.startsWith(ORDER)) return { field: key.slice(ORDER.length), kind: 'order' };
  if (key.startsWith(DELETE_VALUES)) return { field: key.slice(DELETE_VALUES.length), kind: 'delete-values' };
  return undefined;
}

/** `replace`, `delete` or `merge`, where the object carries `$patch`. */
export function patchDirective(value: unknown): unknown {
  return isObject(value) ? own(value, PATCH) : undefined;
}

/** The object without `$patch` and `$retainKeys`. */
export function withoutDirectives(object: JsonObject): JsonObject {
  const { [PATCH]: _patch, [RETAIN_KEYS]: _retain, ...rest } = object;
  return rest;
}

/** A list entry's merge key as something that can be compared; undefined if the entry has none. */
export function mergeValue(entry: unknown, mergeKey: string): string | undefined {
  const value = isObject(entry) ? own(entry, mergeKey) : undefined;
  return value === undefined ? undefined : JSON.stringify(value);
}
