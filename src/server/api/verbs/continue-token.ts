import { badRequestError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';

/** Where a list that is read in pieces goes on. */
export interface Continuation {
  /** -1: whatever is there by then. */
  readonly revision: number;
  /** The key of the last object told; what comes after it follows. */
  readonly after: string;
}

const VERSION = 'meta.k8s.io/v1';

/** Upstream's token: base64 (without padding) of `{"v":"meta.k8s.io/v1","rv":665,"start":"web\u0000"}`. */
export function continueToken({ revision, after }: Continuation): string {
  const token = JSON.stringify({ v: VERSION, rv: revision, start: `${after}\0` });
  return Buffer.from(token).toString('base64url');
}

/** Throws StatusError (400) for what is no token of ours. */
export function readContinueToken(token: string): Continuation {
  const refused = (why: string): StatusError => badRequestError(`continue key is not valid: ${why}`);
  if (!/^[A-Za-z0-9_-]+={0,2}$/.test(token)) throw refused('illegal base64 data at input byte 0');
  let read: unknown;
  try {
    read = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw refused('invalid character in token');
  }
  const { v, rv, start } = (read ?? {}) as { v?: unknown; rv?: unknown; start?: unknown };
  if (v !== VERSION) throw refused(`server does not recognize this encoded version ${JSON.stringify(v ?? '')}`);
  if (typeof rv !== 'number' || !Number.isSafeInteger(rv)) throw refused('incorrect encoded start resourceVersion');
  if (typeof start !== 'string' || start === '') throw refused('encoded start key empty');
  return { revision: rv, after: start.replace(/\0$/, '') };
}

/** 410: the list that the token belongs to cannot be told any more; the new token goes on with what is there now. */
export function expiredToken(after: string): { readonly error: StatusError; readonly token: string } {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  return { error: new StatusError(410, 'Expired', message), token: continueToken({ revision: -1, after }) };
}
