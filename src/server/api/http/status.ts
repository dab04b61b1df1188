import { StatusError, type StatusDetails } from '../../../cluster/status-error.ts';
import { jsonResponse, type TextResponse } from './message.ts';

/** A metav1.Status of a failure, as the API server writes it. */
export function statusObject(error: StatusError): Record<string, unknown> {
  const { message, reason, details, code } = error;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(Object.keys(details).length === 0 ? {} : { details: orderedDetails(details) }),
    code,
  };
}

/** The answer to a request that cannot be served: what a StatusError says, or 500 for anything unforeseen. */
export function failureResponse(problem: unknown): TextResponse {
  const error = asStatusError(problem);
  const retry = error.details.retryAfterSeconds;
  const response = jsonResponse(error.code, statusObject(error));
  return retry === undefined ? response : { ...response, headers: { 'Retry-After': String(retry) } };
}

/** Bundles may hold the class twice: it is recognised by its name. */
export function asStatusError(problem: unknown): StatusError {
  if (problem instanceof Error && problem.name === 'StatusError') return problem as StatusError;
  const message = problem instanceof Error ? problem.message : String(problem);
  return new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, {
    causes: [{ reason: '', message, field: '' }],
  });
}

function orderedDetails({ name, group, kind, uid, causes, retryAfterSeconds }: StatusDetails): StatusDetails {
  return {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(kind ? { kind } : {}),
    ...(uid ? { uid } : {}),
    ...(causes ? { causes } : {}),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** Generic refusals have details, if empty ones: kubectl looks into them unasked. */
const EMPTY: StatusDetails = { kind: '' };

export function notServed(): StatusError {
  return new StatusError(404, 'NotFound', 'the server could not find the requested resource', EMPTY);
}

export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError(405, 'MethodNotAllowed', message, EMPTY);
}

/** Upstream's NewRequestEntityTooLargeError. */
export function bodyTooLarge(limit: number): StatusError {
  const message = `Request entity too large: limit is ${limit}`;
  return new StatusError(413, 'RequestEntityTooLarge', message);
}
