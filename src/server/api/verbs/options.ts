import { notSupported } from '../../../api/field-error.ts';
import type { FieldValidation } from '../../../api/read-body.ts';
import { invalidOptions } from './invalid-options.ts';

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
  for (const value of dryRun) if (value !== 'All') throw invalidOptions(kind, [notSupported('dryRun', value, ['All'])]);
  const validation = query.get('fieldValidation') || 'Warn';
  if (validation !== 'Strict' && validation !== 'Warn' && validation !== 'Ignore') {
    throw invalidOptions(kind, [notSupported('fieldValidation', validation, ['Ignore', 'Strict', 'Warn'])]);
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
