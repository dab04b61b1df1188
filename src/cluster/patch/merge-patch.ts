import { isObject, own, put, type JsonObject } from './json-value.ts';

/** The document after an RFC 7386 merge patch: null takes a field out, objects are merged, all else is replaced. */
export function mergePatched(document: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result: JsonObject = isObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else put(result, key, mergePatched(own(result, key), value));
  }
  return result;
}
