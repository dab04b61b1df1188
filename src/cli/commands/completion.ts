import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';

/** Prints the completion script of the named shell. */
export const run: Run = ({ args }) => {
  throw new UserError(`no completion for ${JSON.stringify(args[0])}`, 2, 'There is one for bash, zsh and fish.');
};
