import type { FieldValidation } from '../../api/read-body.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';

const MODES: ReadonlyMap<string, FieldValidation> = new Map<string, FieldValidation>([
  ['strict', 'Strict'],
  ['warn', 'Warn'],
  ['ignore', 'Ignore'],
]);
/** What Go's strconv.ParseBool reads. */
const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);

/**
 * What --validate wants done about fields that a kind does not have; Strict without the option. Throws UserError for a value
 * that is none (kubectl's GetValidationDirective).
 */
export function fieldValidationOf({ options }: CommandContext): FieldValidation {
  const { validate = 'strict' } = options;
  const value = String(validate);
  if (TRUE.has(value)) return 'Strict';
  if (FALSE.has(value)) return 'Ignore';
  const mode = MODES.get(value);
  if (mode) return mode;
  const known = 'strict (or true), warn, ignore (or false)';
  throw new UserError(`invalid - validate option ${JSON.stringify(value)}; must be one of: ${known}`, 1);
}
