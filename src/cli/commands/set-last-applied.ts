import { annotated, LAST_APPLIED } from '../../cluster/apply.ts';
import { getObject } from '../../cluster/list.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { dryRunOf } from '../kubectl/dry-run.ts';
import { readInfos, type Info } from '../kubectl/infos.ts';
import { flag } from '../kubectl/options.ts';
import { each, report } from '../kubectl/problems.ts';
import { resultsFor, type Results } from '../kubectl/result.ts';
import { changeCluster } from '../workspace.ts';

/** Makes the annotation in which `apply` keeps its configuration say what the files say; the objects stay as they are. */
export const run: Run = async (context) => {
  const dryRun = dryRunOf(context);
  const { infos, problems } = await readInfos(context);
  const results = await resultsFor(context);
  const failed = await changeCluster(context, (tx) => each(infos, (info) => setOne(context, tx, info, results)), {
    dryRun: dryRun !== 'none',
  });
  await results.print();
  report(context, [...problems, ...failed]);
};

function setOne(context: CommandContext, tx: Transaction, { of, object }: Info, results: Results): void {
  const { name, namespace = '' } = object.metadata;
  const live = getObject(tx, of.plural, of.namespaced ? namespace : '', name);
  const last = live.metadata.annotations?.[LAST_APPLIED];
  const text = annotated(object).metadata.annotations?.[LAST_APPLIED] ?? '';
  if (last === undefined && !flag(context, 'createAnnotation')) {
    const why = `no last-applied-configuration annotation found on resource: ${name}, to create the annotation, run the command with --create-annotation`;
    throw new UserError(why, 1);
  }
  if (last === text) {
    results.say(`set-last-applied ${name}: no changes required.\n`);
    return;
  }
  const annotations = { ...live.metadata.annotations, [LAST_APPLIED]: text };
  const next = { ...live, metadata: { ...live.metadata, annotations } };
  results.done(updateObject(tx, next, { fieldValidation: 'Ignore', fieldManager: 'kubectl' }), 'configured');
}
