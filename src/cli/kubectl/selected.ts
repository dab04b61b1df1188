import type { KubeObject } from '../../api/meta.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import { changeCluster } from '../workspace.ts';
import { dryRunOf } from './dry-run.ts';
import { findAll, type Found } from './find.ts';
import { readInfos, type Infos } from './infos.ts';
import { foundOfFiles } from './looked-up.ts';
import { commaList, flag, queryOf } from './options.ts';
import { each, report } from './problems.ts';
import { told } from './requests.ts';
import { resultsFor, type Results } from './result.ts';
import type { ServedResource } from '../../api/served.ts';
import { parseTargets } from './targets.ts';

/** An object that arguments, a selector or a file named, as it is stored. */
export interface Selected {
  readonly of: ServedResource;
  readonly object: KubeObject;
}

/**
 * Does something to each of the objects that `args` (or -f, -l, --all) name and prints what came of it. One that fails
 * does not stop the others.
 */
export async function changeSelected(
  context: CommandContext,
  args: readonly string[],
  change: (tx: Transaction, selected: Selected, results: Results) => void,
  { nothing }: { nothing?: string } = {},
): Promise<void> {
  const dryRun = dryRunOf(context);
  const results = await resultsFor(context);
  const fromFiles = commaList(context, 'filename').length > 0;
  const read = fromFiles ? await readInfos(context) : undefined;
  const problems = await changeCluster(
    context,
    (tx) => {
      const { selected, missing } = read ? fileSelected(tx, read) : argumentSelected(context, tx, args);
      if (selected.length === 0 && missing.length === 0 && nothing !== undefined) throw new UserError(nothing, 1);
      const work = (one: Selected): void => {
        change(tx, one, results);
        const { of, object } = one;
        const { namespace = '', name } = object.metadata;
        const after = tx.get(of.plural, namespace, name);
        if (after && after !== object) told(context, after, object);
      };
      return [...missing, ...each(selected, work)];
    },
    { dryRun: dryRun !== 'none' },
  );
  await results.print();
  report(context, problems);
}

type Selection = { selected: Selected[]; missing: readonly unknown[] };

function argumentSelected(context: CommandContext, tx: Transaction, args: readonly string[]): Selection {
  const targets = parseTargets(args);
  const query = queryOf(context);
  const selective = query.labelSelector !== '' || query.fieldSelector !== '' || flag(context, 'all');
  if (targets.kind === 'types' && !selective) {
    throw new UserError('resource(s) were provided, but no name was specified', 1);
  }
  const { found, problems } = findAll(tx, targets, query);
  return { selected: selectedOf(found), missing: problems };
}

function fileSelected(tx: Transaction, read: Infos): Selection {
  const { found, problems } = foundOfFiles(tx, read);
  return { selected: selectedOf(found), missing: problems };
}

/** One by one. */
export function selectedOf(found: readonly Found[]): Selected[] {
  return found.flatMap(({ of, objects }) => objects.map((object) => ({ of, object })));
}
