import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { given, text } from './options.ts';

/** The value of a flag that wants a 32-bit integer; undefined where it was not given. Throws UserError in pflag's words. */
export function int32(context: CommandContext, name: string, flag: string, command: string): number | undefined {
  if (!given(context, name)) return undefined;
  const value = text(context, name);
  const isNumber = /^[+-]?\d+$/.test(value);
  if (isNumber && Math.abs(Number(value)) < 2 ** 31) return Number(value);
  const detail = `strconv.ParseInt: parsing ${JSON.stringify(value)}: ${isNumber ? 'value out of range' : 'invalid syntax'}`;
  throw new UserError(
    `invalid argument ${JSON.stringify(value)} for ${JSON.stringify(flag)} flag: ${detail}`,
    1,
    `See 'kubesim ${command} --help' for usage.`,
  );
}
