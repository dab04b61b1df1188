import { applyPatch, type Operation } from 'rfc6902';
import { badRequestError, unprocessableError } from '../refusals.ts';
import { isObject } from './json-value.ts';

const OPERATIONS: ReadonlySet<unknown> = new Set(['add', 'remove', 'replace', 'move', 'copy', 'test']);
/** The API server refuses longer ones too. */
const LONGEST = 10_000;

/**
 * The document after an RFC 6902 patch; the one given stays as it is. Throws StatusError: 400 for what is no JSON patch,
 * 422 where an operation fails.
 */
export function jsonPatched(document: object, patch: unknown): object {
  if (!Array.isArray(patch)) {
    throw badRequestError('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  if (patch.length > LONGEST) {
    throw badRequestError(`The allowed maximum operations in a JSON patch is ${LONGEST}, got ${patch.length}`);
  }
  if (!patch.every(isOperation)) throw unprocessableError();
  const copy = structuredClone(document);
  const failures = applyPatch(copy, patch as Operation[]);
  if (failures.some((failure) => failure !== null)) throw unprocessableError();
  return copy;
}

function isOperation(value: unknown): boolean {
  if (!isObject(value) || !OPERATIONS.has(value['op']) || !isPointer(value['path'])) return false;
  const needsFrom = value['op'] === 'move' || value['op'] === 'copy';
  return !needsFrom || isPointer(value['from']);
}

/** A pointer that cannot reach what every JavaScript object inherits. The whole document ('') is no target for a patch of an object. */
function isPointer(value: unknown): boolean {
  if (typeof value !== 'string' || !value.startsWith('/')) return false;
  return value.split('/').every((token) => !(token.replaceAll('~1', '/').replaceAll('~0', '~') in Object.prototype));
}
