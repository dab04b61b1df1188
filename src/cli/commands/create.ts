import { annotated } from '../../cluster/apply.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { dryRunOf } from '../kubectl/dry-run.ts';
import { readInfos, rememberSource, warnOfSkipped } from '../kubectl/infos.ts';
import { commaList, flag } from '../kubectl/options.ts';
import { each, report, withSource } from '../kubectl/problems.ts';
import { request } from '../kubectl/requests.ts';
import { resultsFor } from '../kubectl/result.ts';
import { fieldValidationOf } from '../kubectl/validate.ts';
import { changeCluster } from '../workspace.ts';

/** `create -f`. */
export const run: Run = async (context) => {
  if (context.args.length > 0) {
    throw new UserError(
      `Unexpected args: [${context.args.join(' ')}]`,
      1,
      "See 'kubesim create -h' for help and examples",
    );
  }
  if (commaList(context, 'filename').length === 0) {
    throw new UserError('must specify one of -f and -k', 1, "See 'kubesim create -h' for help and examples");
  }
  const dryRun = dryRunOf(context);
  fieldValidationOf(context);
  const results = await resultsFor(context);
  const read = await readInfos(context);
  const { infos, problems } = read;
  warnOfSkipped(context, read);
  if (infos.length + problems.length + read.skipped.length === 0) throw new UserError('no objects passed to create', 1);
  const failed = await changeCluster(
    context,
    (tx) =>
      each(infos, (info) => {
        const object = flag(context, 'saveConfig') ? annotated(info.object) : info.object;
        if (dryRun === 'client') {
          results.done(object, 'created');
          return;
        }
        try {
          const stored = request(context, tx, object, 'kubectl-create');
          rememberSource(tx, info, stored);
          results.done(stored, 'created');
        } catch (problem) {
          throw withSource('creating', info, problem);
        }
      }),
    { dryRun: dryRun !== 'none' },
  );
  await results.print();
  report(context, [...problems, ...failed]);
};
