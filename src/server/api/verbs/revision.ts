import { fieldErrorText, invalid } from '../../../api/field-error.ts';
import { StatusError } from '../../../cluster/status-error.ts';

/** The `resourceVersion` parameter; undefined if it is not given. Throws StatusError (400) for what is no number. */
export function revisionParameter(query: URLSearchParams): number | undefined {
  const given = query.get('resourceVersion') ?? '';
  if (given === '') return undefined;
  if (/^\d{1,15}$/.test(given)) return Number(given);
  const why = fieldErrorText(
    invalid('resourceVersion', given, `strconv.ParseUint: parsing ${JSON.stringify(given)}: invalid syntax`),
  );
  throw new StatusError(400, 'BadRequest', why);
}

/** Throws StatusError (504) for a revision that is still to come: upstream waits a while and then says so. */
export function checkRevision(asked: number | undefined, current: number): void {
  if (asked === undefined || asked <= current) return;
  const message = `Timeout: Too large resource version: ${asked}, current: ${current}`;
  throw new StatusError(504, 'Timeout', message, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version', field: '' }],
    retryAfterSeconds: 1,
  });
}
