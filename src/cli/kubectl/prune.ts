import { RESOURCES, type Resource } from '../../api/resource.ts';
import { LAST_APPLIED } from '../../cluster/apply.ts';
import { deleteObject } from '../../cluster/delete.ts';
import { listObjects } from '../../cluster/list.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext } from '../command.ts';
import type { DryRun } from './dry-run.ts';
import type { Info } from './infos.ts';
import { commaList, flag, text } from './options.ts';
import type { Results } from './result.ts';
import { SERVED } from '../../api/served.ts';

/** kubectl's default list of what `apply --prune` may take away, as far as we keep it: namespaced kinds first. */
const PRUNED = ['configmaps', 'endpoints', 'pods', 'services', 'ingresses', 'daemonsets', 'deployments', 'replicasets', 'namespaces']; // prettier-ignore

/** Throws UserError where --prune says neither which objects nor that all are meant. */
export function checkPrune(context: CommandContext): void {
  const selector = text(context, 'selector');
  if (flag(context, 'all') && selector !== '') {
    throw new UserError('cannot set --all and --selector at the same time', 1);
  }
  if (!flag(context, 'prune')) return;
  if (selector === '' && !flag(context, 'all')) {
    throw new UserError(
      'all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. ' +
        'If you did not mean to prune all resources, specify a label selector',
      1,
    );
  }
  if (flag(context, 'serverSide')) {
    throw new UserError("--prune is in alpha and doesn't currently work on objects created by server-side apply", 1);
  }
}

/** What --prune-allowlist names (`core/v1/ConfigMap`), else kubectl's default list. Throws UserError for what is no kind. */
export function prunable(context: CommandContext): readonly Resource[] {
  const names = commaList(context, 'pruneAllowlist').filter((name) => name !== '');
  if (names.length === 0) return RESOURCES.filter((of) => PRUNED.includes(of.plural)).sort(byDefaultOrder);
  return names.flatMap((name) => {
    const parts = name.split('/');
    if (parts.length !== 3) {
      throw new UserError(`invalid GroupVersionKind format: ${name}, please follow <group/version/kind>`, 1);
    }
    const [given = '', version = '', kind = ''] = parts;
    const group = given === 'core' ? '' : given;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    if (!SERVED.some((served) => served.kind === kind && served.apiVersion === apiVersion)) {
      throw new UserError(`no matches for kind "${kind}" in version "${apiVersion}"`, 1);
    }
    return RESOURCES.filter((of) => of.kind === kind && of.group === group);
  });
}

function byDefaultOrder(a: Resource, b: Resource): number {
  return PRUNED.indexOf(a.plural) - PRUNED.indexOf(b.plural);
}

/** Deletes what an earlier apply made in the namespaces of these manifests and what is no longer in them. */
export function prune(
  context: CommandContext,
  tx: Transaction,
  infos: readonly Info[],
  results: Results,
  dryRun: DryRun,
): void {
  const kept = new Set(
    infos.map(({ of, object }) => `${of.plural}/${namespaceIn(of, object)}/${object.metadata.name}`),
  );
  const { namespace: asked } = context.globals;
  const namespaces = new Set([
    ...(asked ? [asked] : []),
    ...infos.filter(({ of }) => of.namespaced).map(({ of, object }) => namespaceIn(of, object)),
  ]);
  const kinds = prunable(context);
  const sweep = (of: Resource, namespace: string): void => {
    const where = of.namespaced ? { namespace } : {};
    for (const object of listObjects(tx, of.plural, { ...where, labelSelector: text(context, 'selector') })) {
      const { name, annotations } = object.metadata;
      if (annotations?.[LAST_APPLIED] === undefined || kept.has(`${of.plural}/${namespace}/${name}`)) continue;
      if (dryRun !== 'client') deleteObject(tx, { plural: of.plural, namespace, name });
      results.done(object, 'pruned');
    }
  };
  for (const namespace of namespaces) for (const of of kinds) if (of.namespaced) sweep(of, namespace);
  for (const of of kinds) if (!of.namespaced) sweep(of, '');
}

function namespaceIn(of: Resource, { metadata }: Info['object']): string {
  return of.namespaced ? (metadata.namespace ?? '') : '';
}
