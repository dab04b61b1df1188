import { invalidStatus, type FieldError } from '../api/field-error.ts';
import { goQuote } from '../api/go-value.ts';
import { groupResource, type Resource } from '../api/resource.ts';
import { StatusError, type StatusDetails } from './status-error.ts';

/** The API server's refusals, in its own words (apimachinery's api/errors). Each function returns the error to throw. */

/** `services "web" not found` (404). */
export function notFoundError(of: Resource, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${groupResource(of)} ${goQuote(name)} not found`, detailsOf(of, name));
}

/** `services "web" already exists` (409). */
export function alreadyExistsError(of: Resource, name: string): StatusError {
  const message = `${groupResource(of)} ${goQuote(name)} already exists`;
  return new StatusError(409, 'AlreadyExists', message, detailsOf(of, name));
}

/** `Operation cannot be fulfilled on services "web": ...` (409). */
export function conflictError(of: Resource, name: string, because = STALE): StatusError {
  const message = `Operation cannot be fulfilled on ${groupResource(of)} ${goQuote(name)}: ${because}`;
  return new StatusError(409, 'Conflict', message, detailsOf(of, name));
}

const STALE = 'the object has been modified; please apply your changes to the latest version and try again';

/** `namespaces "default" is forbidden: ...` (403). */
export function forbiddenError(of: Resource, name: string, because: string, more: StatusDetails = {}): StatusError {
  const message =
    name === ''
      ? `${groupResource(of)} is forbidden: ${because}`
      : `${groupResource(of)} ${goQuote(name)} is forbidden: ${because}`;
  return new StatusError(403, 'Forbidden', message, { ...detailsOf(of, name), ...more });
}

/** `Service "web" is invalid: ...` (422), one cause for each field error. */
export function invalidError(of: Resource, name: string, errors: readonly FieldError[], hint?: string): StatusError {
  const { message, details } = invalidStatus(of, name, errors);
  return new StatusError(422, 'Invalid', message, details, hint);
}

/** 400: the request itself makes no sense. */
export function badRequestError(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

/** 500 `Internal error occurred: ...`. */
export function internalError(because: string): StatusError {
  return new StatusError(500, 'InternalError', `Internal error occurred: ${because}`, {
    causes: [{ reason: '', message: because, field: '' }],
  });
}

/** 422 without a field: a patch that cannot be applied. kubectl prints `The request is invalid: ...`. */
export function unprocessableError(): StatusError {
  return new StatusError(422, 'Invalid', 'the server rejected our request due to an error in our request');
}

function detailsOf(of: Resource, name: string): StatusDetails {
  return of.group === '' ? { name, kind: of.plural } : { name, group: of.group, kind: of.plural };
}
