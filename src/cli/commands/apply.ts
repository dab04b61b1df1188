import type { KubeObject } from '../../api/meta.ts';
import { planApply, type ApplyPlan } from '../../cluster/apply.ts';
import { matchesLabels, parseLabelSelector } from '../../cluster/selector/label-selector.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import { compactJson } from '../../render/kubectl/json.ts';
import type { CommandContext, Run } from '../command.ts';
import { dryRunOf, type DryRun } from '../kubectl/dry-run.ts';
import { infoText, readInfos, rememberSource, warnOfSkipped, type Info, type Infos } from '../kubectl/infos.ts';
import { commaList, flag, given, text } from '../kubectl/options.ts';
import { each, report, warn, withSource, wrapped } from '../kubectl/problems.ts';
import { checkPrune, prunable, prune } from '../kubectl/prune.ts';
import { request, requestPatch } from '../kubectl/requests.ts';
import { groupedPlural, resourceType } from '../kubectl/resource-type.ts';
import { resultsFor, type Results } from '../kubectl/result.ts';
import { applyServerSide } from '../kubectl/server-side.ts';
import { fieldValidationOf } from '../kubectl/validate.ts';
import { changeCluster } from '../workspace.ts';

/** kubectl's manager for what it applies by itself. */
const CLIENT_SIDE = 'kubectl-client-side-apply';

export const run: Run = async (context) => {
  if (commaList(context, 'filename').length === 0) throw new UserError('must specify one of -f and -k', 1);
  if (given(context, 'kustomize'))
    throw new UserError('kubesim builds no kustomizations', 1, 'kustomize build DIR | kubesim apply -f -');
  const dryRun = dryRunOf(context);
  fieldValidationOf(context);
  if (flag(context, 'prune')) prunable(context);
  checkServerSide(context, dryRun);
  checkPrune(context);
  const results = await resultsFor(context, true);
  const read = selectedOnly(context, await readInfos(context));
  const { infos, configuration, skipped, problems } = read;
  warnOfSkipped(context, read);
  if (infos.length + configuration.length + skipped.length + problems.length === 0) {
    throw new UserError('no objects passed to apply', 1);
  }
  const failed = await changeCluster(context, (tx) => applyAll(context, tx, read, dryRun, results), {
    dryRun: dryRun !== 'none',
  });
  await results.print();
  report(context, [...problems, ...failed]);
};

/** Returns what went wrong; the other objects are applied all the same. */
async function applyAll(
  context: CommandContext,
  tx: Transaction,
  { infos, configuration }: Infos,
  dryRun: DryRun,
  results: Results,
): Promise<unknown[]> {
  if (configuration.length > 0) {
    const { applyConfiguration } = await import('../../controllers/configuration/apply.ts');
    for (const { kind, changed } of applyConfiguration(
      tx,
      configuration.map(({ value }) => value),
    )) {
      results.say(`${kind.toLowerCase()} ${changed ? 'configured' : 'unchanged'}\n`);
    }
  }
  const failed = each(infos, (info) => applyOne(context, tx, info, dryRun, results));
  if (flag(context, 'prune') && failed.length === 0) prune(context, tx, infos, results, dryRun);
  return failed;
}

function checkServerSide(context: CommandContext, dryRun: DryRun): void {
  const isServerSide = flag(context, 'serverSide');
  if (flag(context, 'forceConflicts') && !isServerSide) {
    throw new UserError('--force-conflicts only works with --server-side', 1);
  }
  if (dryRun === 'client' && isServerSide) {
    const why = "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)";
    throw new UserError(why, 1);
  }
}

/** With -l, only the objects with these labels are applied. */
function selectedOnly(context: CommandContext, read: Infos): Infos {
  const selector = text(context, 'selector');
  if (selector === '') return read;
  const requirements = parseLabelSelector(selector);
  return {
    ...read,
    infos: read.infos.filter(({ object }) => matchesLabels(requirements, object.metadata.labels ?? {})),
  };
}

function applyOne(context: CommandContext, tx: Transaction, info: Info, dryRun: DryRun, results: Results): void {
  const { object, of, file } = info;
  const { name, generateName, namespace = '' } = object.metadata;
  if (!name && generateName) throw new UserError(`from ${generateName}: cannot use generate name with apply`, 1);
  if (!name) {
    const message = `error when retrieving current configuration of:\n${infoText(info)}\nfrom server for: "${file}": resource name may not be empty`;
    throw new UserError(message, 1);
  }
  const live = tx.get(of.plural, of.namespaced ? namespace : '', name);
  if (dryRun === 'client') {
    results.done(live ?? object, live ? 'configured' : 'created');
    return;
  }
  if (flag(context, 'serverSide')) {
    const stored = applyServerSide(context, tx, info);
    warnOfEnding(context, stored);
    rememberSource(tx, info, stored);
    results.done(stored, 'serverside-applied');
    return;
  }
  if (live) warnOfUnmanaged(context, info, live);
  const plan = planned(tx, info);
  if (plan.kind === 'unchanged') {
    rememberSource(tx, info, plan.live);
    results.done(plan.live, 'unchanged');
    return;
  }
  let stored;
  try {
    stored =
      plan.kind === 'create'
        ? request(context, tx, plan.object, 'kubectl-client-side-apply')
        : requestPatch(
            context,
            tx,
            { plural: of.plural, namespace: plan.namespace, name },
            {
              patch: plan.patch,
              type: 'strategic',
              fieldValidation: fieldValidationOf(context),
              fieldManager: CLIENT_SIDE,
            },
          );
  } catch (problem) {
    throw plan.kind === 'patch' ? patchProblem(info, plan, problem) : withSource('creating', info, problem);
  }
  rememberSource(tx, info, stored);
  results.done(stored, plan.kind === 'create' ? 'created' : stored === live ? 'unchanged' : 'configured');
}

function planned(tx: Transaction, info: Info): ApplyPlan {
  try {
    return planApply(tx, info.object);
  } catch (problem) {
    throw withSource('creating', info, problem);
  }
}

const MISSING =
  'is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubesim apply. ' +
  'kubesim apply should only be used on resources created declaratively by either kubesim create --save-config or kubesim apply. ' +
  'The missing annotation will be patched automatically.';

function warnOfUnmanaged(context: CommandContext, { of, object }: Info, live: KubeObject): void {
  if (live.metadata.annotations?.['kubectl.kubernetes.io/last-applied-configuration'] === undefined) {
    warn(context, `resource ${groupedPlural(resourceType(of.plural))}/${object.metadata.name} ${MISSING}`);
  }
  warnOfEnding(context, live);
}

function warnOfEnding(context: CommandContext, { metadata }: KubeObject): void {
  if (!metadata.deletionTimestamp) return;
  warn(context, `Detected changes to resource ${metadata.name} which is currently being deleted.`);
}

/** kubectl quotes the patch that the server refused. */
function patchProblem(info: Info, { patch }: Extract<ApplyPlan, { kind: 'patch' }>, problem: unknown): unknown {
  return wrapped(
    problem,
    info,
    (message) =>
      `error when applying patch:\n${compactJson(patch)}\nto:\n${infoText(info)}\n` +
      `for: "${info.file}": error when patching "${info.file}": ${message}`,
  );
}
