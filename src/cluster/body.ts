import { decodeObject } from '../api/decode.ts';
import type { KubeObject } from '../api/meta.ts';
import { readBody, type FieldValidation } from '../api/read-body.ts';
import { strictDetail } from '../api/refused-text.ts';
import type { Resource } from '../api/resource.ts';
import { badRequestError } from './refusals.ts';

/**
 * A request's object as the API server would decode it: known fields alone, quantities in their canonical spelling. Throws
 * StatusError (400) for values of a wrong type, and for fields that the kind does not have unless `fieldValidation` lets them
 * pass.
 */
export function requestBody(object: KubeObject, of: Resource, fieldValidation: FieldValidation = 'Strict'): KubeObject {
  const body = readBody(object, of, { fieldValidation });
  if ('refused' in body) throw badRequestError(body.refused);
  return body.object;
}

/**
 * The same for an object that a patch made of the stored one. Unknown fields that the stored object has already (a dump from
 * another version) are no fault of the patch.
 */
export function patchedBody(
  object: KubeObject,
  current: KubeObject,
  of: Resource,
  fieldValidation: FieldValidation = 'Strict',
): KubeObject {
  const decoded = decodeObject(object, of.kind);
  if (!decoded) return object;
  if (decoded.error !== undefined) throw badRequestError(decoded.error);
  if (decoded.unknown.length === 0) return decoded.object;
  const known = new Set(decodeObject(current, of.kind)?.unknown);
  const added = decoded.unknown.filter((path) => !known.has(path));
  if (added.length > 0 && fieldValidation === 'Strict') throw badRequestError(strictDetail(added));
  return added.length > 0 ? decoded.object : object;
}
