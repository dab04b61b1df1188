import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { warn } from './problems.ts';

export type DryRun = 'none' | 'client' | 'server';

/** What --dry-run asks for. Throws UserError for a value that is none. */
export function dryRunOf(context: CommandContext): DryRun {
  const value = context.options['dryRun'];
  if (value === undefined) return 'none';
  if (value === 'none' || value === 'client' || value === 'server') return value;
  if (value === 'unchanged') {
    warn(context, '--dry-run is deprecated and can be replaced with --dry-run=client.');
    return 'client';
  }
  if (value === 'true' || value === 'false') return value === 'true' ? 'client' : 'none';
  throw new UserError(`Invalid dry-run value (${String(value)}). Must be "none", "server", or "client".`, 1);
}

/** ` (dry run)`, ` (server dry run)` or nothing, behind the word that says what happened. */
export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
}
