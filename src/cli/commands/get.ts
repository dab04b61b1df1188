import type { KubeObject } from '../../api/meta.ts';
import { UserError } from '../../net/user-error.ts';
import { objectTable } from '../../render/kubectl/object-table.ts';
import type { CommandContext, Run } from '../command.ts';
import { findAll, type Found } from '../kubectl/find.ts';
import { commaList, flag, namespaceOf, queryOf, text } from '../kubectl/options.ts';
import { printerOf } from '../kubectl/output.ts';
import { report, warn } from '../kubectl/problems.ts';
import { qualifiedKind } from '../kubectl/resource-type.ts';
import { parseTargets, type Targets } from '../kubectl/targets.ts';
import { openCluster } from '../workspace.ts';

const NO_TYPE = `You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.

error: Required resource not specified.
Use "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).
See 'kubectl get -h' for help and examples
`;

export const run: Run = async (context) => {
  const { args, io } = context;
  if (args.length === 0) {
    io.err(NO_TYPE.replaceAll('kubectl', 'kubesim'));
    return 1;
  }
  const print = await printerOf(context, true);
  const targets = parseTargets(args, 'get');
  const cluster = await openCluster(context);
  const result = findAll(cluster, targets, queryOf(context));
  const problems = flag(context, 'ignoreNotFound')
    ? result.problems.filter((problem) => !isNotFound(problem))
    : result.problems;
  warnOfEndpoints(context, targets, cluster.config.kubeVersion);
  const found = await inOrder(result.found, text(context, 'sortBy'));
  if (print) {
    const objects = found.flatMap(({ objects: list }) => list);
    const single = targets.kind === 'names' && targets.names.length === 1;
    if (!single || objects.length > 0) io.out(await print(objects, !single));
  } else if (!writeTables(context, found, cluster.config.kubeVersion) && problems.length === 0) {
    const namespaced = !flag(context, 'allNamespaces') && found.every(({ of }) => of.namespaced);
    if (!flag(context, 'ignoreNotFound')) {
      io.err(`No resources found${namespaced ? ` in ${namespaceOf(context)} namespace.` : ''}\n`);
    }
  }
  report(context, problems);
  if (flag(context, 'watch') || flag(context, 'watchOnly')) await watch(context, targets, result.found);
};

/** Rows of what changes from now on, below the table that is there, until the process is stopped. */
async function watch(context: CommandContext, targets: Targets, before: readonly Found[]): Promise<void> {
  if (new Set(before.map(({ of }) => of)).size > 1)
    throw new UserError('you may only specify a single resource type', 1);
  const { follow } = await import('../kubectl/watch.ts');
  const [of] = targets.kind === 'types' ? targets.types : targets.names.map((named) => named.of);
  if (!of) return;
  const print = await printerOf(context, true);
  const quiet = { ...context, options: { ...context.options, noHeaders: true } };
  await follow(
    context,
    before.flatMap(({ objects }) => objects),
    (cluster) => findAll(cluster, targets, queryOf(context)).found.flatMap(({ objects }) => objects),
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

async function inOrder(found: readonly Found[], path: string): Promise<readonly Found[]> {
  if (path === '') return found;
  const { sortedBy } = await import('../../render/kubectl/sort-by.ts');
  return grouped(found).map(({ of, objects }) => ({ of, objects: sortedBy(objects, path) ?? [], named: false }));
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
