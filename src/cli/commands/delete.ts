import { resourceOfKind } from '../../api/resource.ts';
import { deleteObject, type DeleteOptions } from '../../cluster/delete.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { dryRunOf, dryRunSuffix, type DryRun } from '../kubectl/dry-run.ts';
import { getNamed, listOf } from '../kubectl/find.ts';
import { readInfos } from '../kubectl/infos.ts';
import { commaList, flag, queryOf, text } from '../kubectl/options.ts';
import { each, report, warn, withSource } from '../kubectl/problems.ts';
import { qualifiedKind, qualifiedName, resourceType } from '../kubectl/resource-type.ts';
import type { ServedResource } from '../../api/served.ts';
import { NO_RESOURCES, parseTargets } from '../kubectl/targets.ts';
import { changeCluster } from '../workspace.ts';
import { warnOfEndpoints } from './get.ts';

interface Doomed {
  readonly of: ServedResource;
  readonly namespace: string;
  readonly name: string;
  /** Of a manifest: named in errors. */
  readonly file?: string;
}

const IMMEDIATE =
  'Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
  'The resource may continue to run on the cluster indefinitely.';

export const run: Run = async (context) => {
  const dryRun = dryRunOf(context);
  const options = deleteOptions(context);
  const fromFiles = commaList(context, 'filename').length > 0;
  const read = fromFiles ? await readInfos(context) : undefined;
  const problems: unknown[] = [...(read?.problems ?? [])];
  const select = (tx: Transaction): Doomed[] => (read ? fileDoomed(read.infos) : argumentDoomed(context, tx, problems));
  const outcome = await changeCluster(
    context,
    (tx) => {
      const doomed = select(tx);
      if (flag(context, 'force') && doomed.length > 0) warn(context, IMMEDIATE);
      let out = '';
      const failed = each(doomed, (one) => {
        deleteOne(context, tx, one, options, dryRun);
        out += wordsFor(context, one, dryRun, Number(tx.config.kubeVersion.split('.')[1]) >= 34);
      });
      return { out, failed, count: doomed.length };
    },
    { dryRun: dryRun !== 'none' },
  );
  context.io.out(outcome.out);
  if (outcome.count === 0 && problems.length === 0) context.io.out('No resources found\n');
  const all = [...problems, ...outcome.failed];
  report(context, flag(context, 'ignoreNotFound') ? all.filter((problem) => !isNotFound(problem)) : all);
};

function fileDoomed(infos: Awaited<ReturnType<typeof readInfos>>['infos']): Doomed[] {
  return infos.map(({ object, of, file }) => ({
    of: resourceType(of.plural),
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    file,
  }));
}

/** Objects that the arguments name; names that do not exist are complained about when their turn comes. */
function argumentDoomed(context: CommandContext, tx: Transaction, problems: unknown[]): Doomed[] {
  const { args } = context;
  if (args.length === 0) throw new UserError(NO_RESOURCES, 1);
  const targets = parseTargets(args);
  warnOfEndpoints(context, targets, tx.config.kubeVersion);
  const query = queryOf(context);
  const selective = query.labelSelector !== '' || query.fieldSelector !== '';
  const all = flag(context, 'all');
  if (all && selective) {
    const option = query.labelSelector === '' ? '--field-selector' : '--selector';
    throw new UserError(`cannot set --all and ${option} at the same time`, 1);
  }
  if (targets.kind === 'names') {
    if (selective || all) throw new UserError('name cannot be provided when a selector is specified', 1);
    if (query.allNamespaces && targets.names.some(({ of }) => of.namespaced)) {
      throw new UserError('a resource cannot be retrieved by name across all namespaces', 1);
    }
    return targets.names.map(({ of, name }) => ({ of, name, namespace: of.namespaced ? query.namespace : '' }));
  }
  if (!selective && !all) throw new UserError('resource(s) were provided, but no name was specified', 1);
  return targets.types.flatMap((of) => {
    try {
      return listOf(tx, of, query).map(({ metadata }) => ({
        of,
        name: metadata.name,
        namespace: metadata.namespace ?? '',
      }));
    } catch (problem) {
      problems.push(problem);
      return [];
    }
  });
}

function deleteOne(
  context: CommandContext,
  tx: Transaction,
  one: Doomed,
  options: DeleteOptions,
  dryRun: DryRun,
): void {
  try {
    // Deployments deleted with their pods in one command take the pods along before their own turn comes.
    const isSelected = context.args.length === 1 && one.file === undefined;
    if (isSelected && !tx.get(one.of.plural, one.namespace, one.name)) return;
    const { metadata } = getNamed(tx, one.of, one.name, one);
    if (dryRun === 'client' || !resourceOfKind(one.of.kind)) return;
    deleteObject(tx, { plural: one.of.plural, namespace: metadata.namespace ?? '', name: one.name }, options);
  } catch (problem) {
    throw one.file === undefined ? problem : withSource('deleting', { file: one.file }, problem);
  }
}

/** `service "web" deleted from default namespace` since 1.34; `service/web` with -o name. */
function wordsFor(context: CommandContext, { of, name, namespace }: Doomed, dryRun: DryRun, isNew: boolean): string {
  if (text(context, 'output') === 'name') return `${qualifiedName(of, name)}\n`;
  const forced =
    flag(context, 'force') && ['', '0'].includes(text(context, 'gracePeriod')) ? 'force deleted' : 'deleted';
  const where = of.namespaced && isNew ? ` from ${namespace} namespace` : '';
  return `${qualifiedKind(of)} "${name}" ${forced}${where}${dryRunSuffix(dryRun)}\n`;
}

function deleteOptions(context: CommandContext): DeleteOptions {
  const cascade = text(context, 'cascade') || 'background';
  const output = text(context, 'output');
  if (output !== '' && output !== 'name') {
    throw new UserError(`unexpected -o output mode: ${output}. We only support '-o name'`, 1);
  }
  const propagation = ({ background: 'Background', foreground: 'Foreground', orphan: 'Orphan' } as const)[cascade];
  if (!propagation) {
    throw new UserError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`, 1);
  }
  const grace = text(context, 'gracePeriod');
  const now = flag(context, 'now');
  if (grace !== '' && now) throw new UserError('--now and --grace-period cannot be specified together', 1);
  const seconds = now ? 1 : grace === '' ? (flag(context, 'force') ? 0 : -1) : Number(grace);
  return { propagation, ...(seconds >= 0 ? { gracePeriodSeconds: seconds } : {}) };
}

function isNotFound(problem: unknown): boolean {
  return (problem as { reason?: unknown }).reason === 'NotFound';
}
