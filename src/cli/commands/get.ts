import type { KubeObject } from '../../api/meta.ts';
import { UserError } from '../../net/user-error.ts';
import { objectTable } from '../../render/kubectl/object-table.ts';
import type { CommandContext, Run } from '../command.ts';
import type { Found } from '../kubectl/find.ts';
import { wantedOf, type Wanted } from '../kubectl/looked-up.ts';
import { commaList, flag, namespaceOf, text } from '../kubectl/options.ts';
import { printerOf } from '../kubectl/output.ts';
import { report, warn } from '../kubectl/problems.ts';
import { qualifiedKind } from '../kubectl/resource-type.ts';
import type { Targets } from '../kubectl/targets.ts';
import { findingSubresource, subresourceOf } from '../kubectl/subresource.ts';
import { openCluster } from '../workspace.ts';

const NO_TYPE = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples
`;

export const run: Run = async (context) => {
  const { args, io } = context;
  const raw = text(context, 'raw');
  if (raw !== '') {
    if (args.length > 0) throw new UserError('arguments may not be passed when --raw is specified', 1);
    const { getRaw } = await import('./get-raw.ts');
    return getRaw(context, raw);
  }
  if (args.length === 0 && commaList(context, 'filename').length === 0) {
    io.err(NO_TYPE.replaceAll('kubectl', 'kubesim'));
    return 1;
  }
  checkFlags(context);
  const print = await printerOf(context, true);
  const { targets, find: findWhole } = await wantedOf(context);
  const subresource = subresourceOf(context);
  if (subresource !== undefined && targets.kind === 'types') {
    throw new UserError('subresource cannot be used when bulk resources are specified', 1);
  }
  const find = subresource === undefined ? findWhole : findingSubresource(findWhole, subresource);
  if (isWatching(context) && targets.kind === 'types' && targets.types.length > 1) {
    throw new UserError('you may only specify a single resource type', 1);
  }
  const cluster = await openCluster(context);
  const result = find(cluster);
  const problems = flag(context, 'ignoreNotFound')
    ? result.problems.filter((problem) => !isNotFound(problem))
    : result.problems;
  warnOfEndpoints(context, targets, cluster.config.kubeVersion);
  if (print) {
    const single = targets.kind === 'names' && targets.names.length === 1;
    const objects = result.found.flatMap(({ objects: list }) => list);
    const sorted = single ? objects : await inListOrder(objects, text(context, 'sortBy'));
    if (!single || objects.length > 0) io.out(await print(sorted, !single));
  } else {
    const found = await inTableOrder(result.found, text(context, 'sortBy'));
    if (!writeTables(context, found, cluster.config.kubeVersion) && problems.length === 0) {
      const namespaced = !flag(context, 'allNamespaces') && found.every(({ of }) => of.namespaced);
      if (!flag(context, 'ignoreNotFound')) {
        io.err(`No resources found${namespaced ? ` in ${namespaceOf(context)} namespace.` : ''}\n`);
      }
    }
  }
  report(context, problems);
  if (isWatching(context)) await watch(context, { targets, find }, result.found);
};

function isWatching(context: CommandContext): boolean {
  return flag(context, 'watch') || flag(context, 'watchOnly');
}

/** Options that do not go together. */
function checkFlags(context: CommandContext): void {
  const format = text(context, 'output');
  if (isWatching(context) && text(context, 'sortBy') !== '') {
    const effect = flag(context, 'watch') ? 'ignored for watch events received' : 'ignored';
    const option = flag(context, 'watch') ? '--watch' : '--watch-only';
    context.io.err(`warning: ${option} requested, --sort-by will be ${effect}\n`);
  }
  if (flag(context, 'showLabels') && format !== '' && format !== 'wide') {
    throw new UserError(`--show-labels option cannot be used with ${format} printer`, 1);
  }
  if (flag(context, 'outputWatchEvents') && !isWatching(context)) {
    throw new UserError('--output-watch-events option can only be used with --watch or --watch-only', 1);
  }
}

/** Rows of what changes from now on, below the table that is there, until the process is stopped. */
async function watch(context: CommandContext, { targets, find }: Wanted, before: readonly Found[]): Promise<void> {
  const { follow } = await import('../kubectl/watch.ts');
  const [of] = targets.kind === 'types' ? targets.types : targets.names.map((named) => named.of);
  if (!of) return;
  const print = await printerOf(context, true);
  const quiet = { ...context, options: { ...context.options, noHeaders: true } };
  await follow(
    context,
    before.flatMap(({ objects }) => objects),
    (cluster) => find(cluster).found.flatMap(({ objects }) => objects),
    async (changes, cluster) => {
      const objects = changes.map(({ object }) => object);
      const now = { ...quiet, surroundings: { ...quiet.surroundings, now: Date.now() } };
      if (print) for (const object of objects) context.io.out(await print([object], false));
      else writeTables(now, [{ of, objects, named: true }], cluster.config.kubeVersion);
      return true;
    },
  );
}

/** Whether anything was written. */
function writeTables(context: CommandContext, found: readonly Found[], kubeVersion: string): boolean {
  const kinds = new Set(found.map(({ of }) => of.plural));
  const headers = !flag(context, 'noHeaders');
  const tables = grouped(found).map(({ of, objects }) =>
    objectTable(of.plural, objects, {
      now: context.surroundings.now,
      kubeVersion: Number(kubeVersion.split('.')[1]) < 34 ? '1.20' : '1.36',
      wide: text(context, 'output') === 'wide',
      headers,
      showNamespace: flag(context, 'allNamespaces') && of.namespaced,
      showLabels: flag(context, 'showLabels'),
      labelColumns: commaList(context, 'labelColumns'),
      ...(kinds.size > 1 || flag(context, 'showKind') ? { kindPrefix: qualifiedKind(of) } : {}),
    }),
  );
  const filled = tables.filter((table) => table !== '');
  context.io.out(filled.join(headers ? '\n' : ''));
  return filled.length > 0;
}

/** Neighbours of one kind share a table. */
function grouped(found: readonly Found[]): { of: Found['of']; objects: KubeObject[] }[] {
  const groups: { of: Found['of']; objects: KubeObject[] }[] = [];
  for (const { of, objects } of found) {
    const last = groups.at(-1);
    if (last?.of === of) last.objects.push(...objects);
    else groups.push({ of, objects: [...objects] });
  }
  return groups;
}

/**
 * Rows in the order of --sort-by. kubectl sorts within one table only and takes several for objects without the field; a path
 * that cannot be read or that no object has leaves a table of several rows empty.
 */
async function inTableOrder(found: readonly Found[], path: string): Promise<readonly Found[]> {
  if (path === '') return found;
  const { relaxedPath } = await import('../../render/kubectl/jsonpath/print.ts');
  if (found.length > 1) throw new UserError(notFound(relaxedPath(path)), 1);
  const { sortedBy } = await import('../../render/kubectl/sort-by.ts');
  return found.map(({ objects, ...rest }) => {
    if (objects.length < 2) return { ...rest, objects };
    try {
      return { ...rest, objects: sortedBy(objects, path) ?? [] };
    } catch (problem) {
      if (!(problem instanceof Error) || !/parsing jsonpath|path string/.test(problem.message)) throw problem;
      return { ...rest, objects: [] };
    }
  });
}

/** Objects that are printed whole, in the order of --sort-by. */
async function inListOrder(objects: readonly KubeObject[], path: string): Promise<readonly KubeObject[]> {
  if (path === '' || objects.length === 0) return objects;
  const { relaxedPath } = await import('../../render/kubectl/jsonpath/print.ts');
  const { sortedBy } = await import('../../render/kubectl/sort-by.ts');
  const sorted = sortedBy(objects, path);
  if (sorted) return sorted;
  throw new UserError(notFound(relaxedPath(path)), 1);
}

function notFound(path: string): string {
  return `couldn't find any field with path ${JSON.stringify(path)} in the list of objects`;
}

/** As the API server does since 1.33. */
export function warnOfEndpoints(context: CommandContext, targets: Targets, kubeVersion: string): void {
  const types = targets.kind === 'types' ? targets.types : targets.names.map(({ of }) => of);
  if (types.some(({ plural }) => plural === 'endpoints') && Number(kubeVersion.split('.')[1]) >= 33) {
    warn(context, 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice');
  }
}

function isNotFound(problem: unknown): boolean {
  return (problem as { reason?: unknown }).reason === 'NotFound';
}
