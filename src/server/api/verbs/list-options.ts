import { forbidden, invalid, notSupported, type FieldError } from '../../../api/field-error.ts';
import { isTrue } from '../http/route.ts';
import { invalidOptions } from './invalid-options.ts';

const MATCH = 'resourceVersionMatch';
const INITIAL = 'sendInitialEvents';

/** Throws StatusError (422) for a list's options that contradict each other (upstream's ValidateListOptions). */
export function checkListOptions(query: URLSearchParams): void {
  const errors: FieldError[] = [];
  const match = query.get(MATCH) ?? '';
  const revision = query.get('resourceVersion') ?? '';
  if (match !== '') {
    if (revision === '') errors.push(forbidden(MATCH, `${MATCH} is forbidden unless resourceVersion is provided`));
    if (query.get('continue')) errors.push(forbidden(MATCH, `${MATCH} is forbidden when continue is provided`));
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(MATCH, match, ['Exact', 'NotOlderThan', '']));
    }
    if (match === 'Exact' && revision === '0') {
      errors.push(forbidden(MATCH, `${MATCH} "exact" is forbidden for resourceVersion "0"`));
    }
  }
  if (given(query) !== undefined) errors.push(forbidden(INITIAL, `${INITIAL} is forbidden for list`));
  if (errors.length > 0) throw invalidOptions('ListOptions', errors);
}

/**
 * Whether a watch streams the state so far first; undefined if the client left that open. Throws StatusError (422) for options
 * that contradict each other (upstream's validateWatchOptions).
 */
export function initialEventsOf(query: URLSearchParams): boolean | undefined {
  const match = query.get(MATCH) ?? '';
  const wanted = given(query);
  const needed = `${INITIAL} requires setting ${MATCH} to NotOlderThan`;
  const wrong = (error: FieldError): Error => invalidOptions('ListOptions', [error]);
  if (wanted === undefined) {
    if (match === '') return undefined;
    throw wrong(forbidden(MATCH, `${MATCH} is forbidden for watch unless ${INITIAL} is provided`));
  }
  if (match === '') throw wrong(forbidden(MATCH, needed));
  if (match !== 'NotOlderThan') throw wrong(invalid(MATCH, match, needed));
  return wanted;
}

function given(query: URLSearchParams): boolean | undefined {
  const value = query.get(INITIAL) ?? '';
  return value === '' ? undefined : isTrue(value);
}
