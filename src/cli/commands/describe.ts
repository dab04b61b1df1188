import type { KubeObject } from '../../api/meta.ts';
import { UserError } from '../../net/user-error.ts';
import { describeText, type DescribeContext } from '../../render/kubectl/describe/index.ts';
import type { CommandContext, Run } from '../command.ts';
import { listOf, type Found } from '../kubectl/find.ts';
import { wantedOf } from '../kubectl/looked-up.ts';
import { commaList, flag, namespaceOf, queryOf } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import type { Targets } from '../kubectl/targets.ts';
import { openCluster } from '../workspace.ts';
import { warnOfEndpoints } from './get.ts';

/** From so many objects on, what is shown beside them is read whole. */
const MANY = 20;
const BESIDE = ['endpointslices', 'endpoints', 'events', 'pods'];

export const run: Run = async (context) => {
  if (context.args.length === 0 && commaList(context, 'filename').length === 0) {
    throw new UserError(
      'You must specify the type of resource to describe. Use "kubesim api-resources" for a complete list of supported resources.',
      1,
    );
  }
  const { targets, find } = await wantedOf(context);
  const cluster = await openCluster(context);
  warnOfEndpoints(context, targets, cluster.config.kubeVersion);
  const { found, problems } = find(cluster);
  const objects = found.flatMap(({ objects: list }) => list);
  // Looking one up in the state's text is quick; looking many up is quicker once all are read.
  if (objects.length > MANY) for (const plural of BESIDE) cluster.all(plural);
  // kubectl of old showed the events of each.
  const always = Number(cluster.config.kubeVersion.split('.')[1]) < 34;
  const describe = (shown: readonly KubeObject[], object: KubeObject): string => {
    const showEvents = flag(context, 'showEvents') && (always || shown.length === 1);
    const settings: DescribeContext = { cluster, now: context.surroundings.now, showEvents };
    return describeText(object, settings);
  };
  context.io.out(objects.map((object) => describe(objects, object)).join('\n\n'));
  if (objects.length === 0 && problems.length === 1 && isOneName(targets)) {
    const matching = byPrefix(context, cluster, targets.names);
    if (matching.length > 0) {
      for (const object of matching) context.io.out(`${describe(matching, object)}\n`);
      return 0;
    }
  }
  if (objects.length === 0 && problems.length === 0) context.io.err(nothing(context, found));
  report(context, problems);
  return 0;
};

type Named = Extract<Targets, { kind: 'names' }>;

function isOneName(targets: Targets): targets is Named {
  return targets.kind === 'names' && targets.names.length === 1;
}

/** `describe svc we` means every Service whose name begins so, if none is called `we`. */
function byPrefix(context: CommandContext, cluster: Parameters<typeof listOf>[0], names: Named['names']): KubeObject[] {
  const [first] = names;
  if (!first) return [];
  const query = { ...queryOf(context), labelSelector: '', fieldSelector: '' };
  return listOf(cluster, first.of, query).filter(({ metadata }) => metadata.name.startsWith(first.name));
}

function nothing(context: CommandContext, found: readonly Found[]): string {
  const everywhere = flag(context, 'allNamespaces') || !found.every(({ of }) => of.namespaced);
  return everywhere ? 'No resources found\n' : `No resources found in ${namespaceOf(context)} namespace.\n`;
}
