import { annotated } from '../../cluster/apply.ts';
import { deleteObject } from '../../cluster/delete.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { dryRunOf } from '../kubectl/dry-run.ts';
import { readInfos, rememberSource, warnOfSkipped } from '../kubectl/infos.ts';
import { commaList, flag } from '../kubectl/options.ts';
import { each, report, withSource } from '../kubectl/problems.ts';
import { request, requestUpdate } from '../kubectl/requests.ts';
import { resultsFor } from '../kubectl/result.ts';
import { fieldValidationOf } from '../kubectl/validate.ts';
import { changeCluster } from '../workspace.ts';

export const run: Run = async (context) => {
  if (commaList(context, 'filename').length === 0) throw new UserError('must specify one of -f and -k', 1);
  const dryRun = dryRunOf(context);
  fieldValidationOf(context);
  const results = await resultsFor(context);
  const read = await readInfos(context);
  const { infos, problems } = read;
  warnOfSkipped(context, read);
  if (infos.length + problems.length + read.skipped.length === 0)
    throw new UserError('no objects passed to replace', 1);
  const failed = await changeCluster(
    context,
    (tx) =>
      each(infos, (info) => {
        const object = flag(context, 'saveConfig') ? annotated(info.object) : info.object;
        const { name, namespace = '' } = object.metadata;
        try {
          if (flag(context, 'force') && tx.get(info.of.plural, namespace, name)) {
            deleteObject(tx, { plural: info.of.plural, namespace, name }, { gracePeriodSeconds: 0 });
            rememberSource(tx, info, request(context, tx, object, 'kubectl-replace'));
          } else {
            rememberSource(tx, info, requestUpdate(context, tx, object, 'kubectl-replace'));
          }
        } catch (problem) {
          throw withSource('replacing', info, problem);
        }
        results.done(tx.get(info.of.plural, namespace, name) ?? object, 'replaced');
      }),
    { dryRun: dryRun !== 'none' },
  );
  await results.print();
  report(context, [...problems, ...failed]);
};
