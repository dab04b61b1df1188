import { getObject, type ObjectSpace } from './list.ts';
import type { KubeObject } from '../api/meta.ts';
import { resource } from '../api/resource.ts';
import type { ObjectRef } from './delete.ts';
import { jsonPatched } from './patch/json-patch.ts';
import { isObject, type JsonObject } from './patch/json-value.ts';
import { shapeOf } from './patch/merge-keys.ts';
import { mergePatched } from './patch/merge-patch.ts';
import { strategicPatched } from './patch/strategic-patch.ts';
import { patchedBody } from './body.ts';
import { badRequestError } from './refusals.ts';
import type { Transaction } from './transaction.ts';
import { updateDecoded, type UpdateOptions } from './update.ts';

/** Server-side apply is a fourth way to change an object; it is none of these three documents. */
export type PatchType = 'json' | 'merge' | 'strategic';

/**
 * Changes a stored object by a patch (already parsed) as the API server does for a PATCH, and returns it as stored: the
 * same object, resourceVersion and all, if the patch changes nothing. Throws StatusError.
 */
export function patchObject(
  tx: Transaction,
  ref: ObjectRef,
  patch: unknown,
  type: PatchType,
  options: UpdateOptions = {},
): KubeObject {
  const current = getObject(tx, ref.plural, ref.namespace, ref.name);
  const next = patchedObject(tx, ref, patch, type);
  return updateDecoded(tx, patchedBody(next, current, resource(ref.plural), options.fieldValidation), options);
}

/** What the patch makes of the stored object, before defaults, allocation and validation: for dry runs and `diff`. */
export function patchedObject(space: ObjectSpace, ref: ObjectRef, patch: unknown, type: PatchType): KubeObject {
  const current = getObject(space, ref.plural, ref.namespace, ref.name);
  const next = applied(current, patch, type);
  if (!isObject(next['metadata'])) throw badRequestError('metadata must be an object');
  const { kind } = resource(ref.plural);
  if (next['kind'] !== kind || next['apiVersion'] !== current.apiVersion) {
    throw badRequestError(
      `the API version in the data (${String(next['apiVersion'])}) does not match the expected API version (${current.apiVersion})`,
    );
  }
  const { name, namespace } = next['metadata'];
  if (name !== ref.name) {
    throw badRequestError(`the name of the object (${String(name)}) does not match the name on the URL (${ref.name})`);
  }
  if ((namespace ?? '') !== ref.namespace) {
    throw badRequestError(
      `the namespace of the object (${String(namespace)}) does not match the namespace on the request (${ref.namespace})`,
    );
  }
  return next as KubeObject;
}

function applied(current: KubeObject, patch: unknown, type: PatchType): JsonObject {
  if (type === 'json') return jsonPatched(current, patch) as JsonObject;
  if (!isObject(patch)) {
    const found = Array.isArray(patch) ? 'array' : typeof patch;
    throw badRequestError(`json: cannot unmarshal ${found} into Go value of type map[string]interface {}`);
  }
  if (type === 'merge') return mergePatched(current, patch) as JsonObject;
  return strategicPatched(current, patch, shapeOf(current.kind));
}
