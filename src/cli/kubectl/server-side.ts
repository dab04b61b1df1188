import type { KubeObject } from '../../api/meta.ts';
import { applyServerSide as apply } from '../../cluster/server-side-apply/index.ts';
import { migrateToServerSide } from '../../cluster/server-side-apply/migrate.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import type { Info } from './infos.ts';
import { flag, text } from './options.ts';
import { admit, storedOf, told } from './requests.ts';

/** kubectl's manager for server-side apply, and those of its other commands. */
const SERVER_SIDE = 'kubectl';

/** What a person can do about fields that others own: kubectl's advice. */
const ADVICE = [
  'Please review the fields above--they currently have other managers. Here',
  'are the ways you can resolve this warning:',
  '* If you intend to manage all of these fields, please re-run the apply',
  '  command with the `--force-conflicts` flag.',
  '* If you do not intend to manage all of the fields, please edit your',
  '  manifest to remove references to the fields that should keep their',
  '  current managers.',
  '* You may co-own fields by updating your manifest to match the existing',
  "  value; in this case, you'll become the manager if the other manager(s)",
  '  stop managing the field (remove it from their configuration).',
  'See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts',
].join('\n');

/**
 * `apply --server-side`: the manifest's fields become its manager's (--field-manager), and what client-side apply owned is
 * taken over, as kubectl does after the first time. Throws UserError with kubectl's advice for fields that others own.
 */
export function applyServerSide(context: CommandContext, tx: Transaction, { object }: Info): KubeObject {
  const manager = text(context, 'fieldManager') || SERVER_SIDE;
  const options = { manager, force: flag(context, 'forceConflicts'), admit };
  try {
    const before = storedOf(tx, object);
    const first = apply(tx, object, options);
    const { object: stored, again } = migrateToServerSide(tx, first.object, manager);
    return told(context, again ? apply(tx, object, options).object : stored, before);
  } catch (problem) {
    if ((problem as { reason?: unknown }).reason !== 'Conflict') throw problem;
    throw new UserError(`${(problem as Error).message}\n${ADVICE}`, 1);
  }
}
