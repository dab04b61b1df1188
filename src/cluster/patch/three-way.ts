import { mergeValue } from './directives.ts';
import { isObject, own, put, type JsonObject } from './json-value.ts';
import { fieldShape, type Shape } from './merge-keys.ts';
import { strategicDiff } from './strategic-diff.ts';

/**
 * The patch of kubectl's client-side apply (strategicpatch.CreateThreeWayMergePatch): what `modified` adds to or changes in
 * `current`, and what it no longer says though `original`, the configuration applied last, did. Empty: nothing to do.
 */
export function threeWayPatch(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  shape: Shape | undefined,
): JsonObject {
  const delta = strategicDiff(current, modified, shape, { ignoreDeletions: true });
  const deletions = strategicDiff(original, modified, shape, { ignoreChanges: true });
  return joined(deletions, delta, shape);
}

/** Both patches as one: changes first, deletions after them. */
function joined(deletions: JsonObject, delta: JsonObject, shape: Shape | undefined): JsonObject {
  const patch: JsonObject = { ...deletions };
  for (const [key, value] of Object.entries(delta)) {
    const gone = own(patch, key);
    if (isObject(gone) && isObject(value)) put(patch, key, joined(gone, value, fieldShape(shape, key)));
    else if (Array.isArray(gone) && Array.isArray(value) && !key.startsWith('$')) {
      put(patch, key, joinedLists(gone, value, fieldShape(shape, key)));
    } else put(patch, key, value);
  }
  return patch;
}

function joinedLists(deletions: readonly unknown[], delta: readonly unknown[], list: Shape | undefined): unknown[] {
  const { mergeKey } = list ?? {};
  if (mergeKey === undefined || mergeKey === '') return [...new Set([...delta, ...deletions])];
  const rest = [...deletions];
  const changed = delta.map((entry) => {
    const at = rest.findIndex((other) => mergeValue(other, mergeKey) === mergeValue(entry, mergeKey));
    const [other] = at < 0 ? [] : rest.splice(at, 1);
    return isObject(other) && isObject(entry) ? joined(other, entry, list) : entry;
  });
  return [...changed, ...rest];
}
