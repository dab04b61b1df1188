import { fieldErrorText, notSupported } from '../../../api/field-error.ts';
import type { FieldValidation } from '../../../api/read-body.ts';
import { StatusError } from '../../../cluster/status-error.ts';

/** What the query of a writing request asks for. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: FieldValidation;
  /** Who writes; else the first word of the user agent. */
  readonly manager: string;
  readonly force: boolean | undefined;
}

const LONGEST_MANAGER = 128;

/** Throws StatusError (400, 422) for values that are none. */
export function writeOptions(query: URLSearchParams, userAgent: string | undefined, kind: string): WriteOptions {
  const dryRun = query.getAll('dryRun').filter((value) => value !== '');
  for (const value of dryRun) if (value !== 'All') throw invalidOption(kind, 'dryRun', value, ['All']);
  const validation = query.get('fieldValidation') || 'Warn';
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') {
    throw invalidOption(kind, 'fieldValidation', validation, ['Ignore', 'Strict', 'Warn']);
  }
  const manager = query.get('fieldManager') || (userAgent ?? 'unknown').split('/')[0] || 'unknown';
  const force = query.get('force');
  return {
    dryRun: dryRun.length > 0,
    fieldValidation: validation,
    manager: manager.slice(0, LONGEST_MANAGER),
    force: force === null || force === '' ? undefined : force === 'true' || force === '1',
  };
}

function invalidOption(kind: string, field: string, value: string, supported: readonly string[]): StatusError {
  const text = fieldErrorText(notSupported(field, value, supported));
  return new StatusError(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${text}`, {
    group: 'meta.k8s.io',
    kind,
    causes: [{ reason: 'FieldValueNotSupported', message: text.slice(field.length + 2), field }],
  });
}
