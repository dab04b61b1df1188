import type { KubeObject } from '../../api/meta.ts';
import { apiVersionOf, type Resource } from '../../api/resource.ts';
import { unifiedDiff } from '../../api/unified-diff.ts';
import { LAST_APPLIED, planApply } from '../../cluster/apply.ts';
import { Transaction } from '../../cluster/transaction.ts';
import { UserError } from '../../net/user-error.ts';
import { yamlText } from '../../render/kubectl/yaml/index.ts';
import type { CommandContext, Run } from '../command.ts';
import { Exit, failureOf } from '../failure.ts';
import { readInfos, type Info } from '../kubectl/infos.ts';
import { commaList } from '../kubectl/options.ts';
import { each, report } from '../kubectl/problems.ts';
import { request, requestPatch } from '../kubectl/requests.ts';
import { chanceFor, openCluster } from '../workspace.ts';

/** What `apply` would change, as a unified difference of YAML. Exit code 1: there are differences; 2: something went wrong. */
export const run: Run = async (context) => {
  try {
    return await differences(context);
  } catch (problem) {
    const { text, code } = failureOf(problem, context.io);
    context.io.err(text);
    throw new Exit(code === 1 ? 2 : code);
  }
};

async function differences(context: CommandContext): Promise<number> {
  if (commaList(context, 'filename').length === 0) throw new UserError('must specify one of -f and -k', 1);
  const { infos, problems } = await readInfos(context);
  const cluster = await openCluster(context);
  const tx = new Transaction(cluster, chanceFor(cluster, context));
  let text = '';
  const failed = each(infos, (info) => {
    text += differenceOf(context, tx, info);
  });
  context.io.out(text);
  report(context, [...problems, ...failed]);
  return text === '' ? 0 : 1;
}

function differenceOf(context: CommandContext, tx: Transaction, info: Info): string {
  const { of, object } = info;
  const plan = planApply(tx, object);
  const { name, namespace } = plan;
  const live = tx.get(of.plural, namespace, name);
  if (plan.kind === 'unchanged') return '';
  const merged =
    plan.kind === 'create'
      ? request(context, tx, plan.object, 'kubectl-client-side-apply')
      : requestPatch(
          context,
          tx,
          { plural: of.plural, namespace, name },
          { patch: plan.patch, type: 'strategic', fieldValidation: 'Strict' },
        );
  const body = unifiedDiff(live ? shown(live, live) : '', shown(merged, live));
  if (body === '') return '';
  const file = fileName(of, namespace, name);
  const date = new Date(tx.now).toISOString().replace('T', ' ').replace('Z', '000000 +0000');
  return `diff -u -N LIVE/${file} MERGED/${file}\n--- LIVE/${file}\t${date}\n+++ MERGED/${file}\t${date}\n${body}`;
}

/** As kubectl compares: with the configuration that was applied before on both sides, and the same version. */
function shown(object: KubeObject, live: KubeObject | undefined): string {
  const { annotations = {}, resourceVersion: _, managedFields: __, ...metadata } = object.metadata;
  const { [LAST_APPLIED]: ___, ...others } = annotations;
  const before = live?.metadata.annotations?.[LAST_APPLIED];
  const kept = before === undefined ? others : { ...others, [LAST_APPLIED]: before };
  const version = live?.metadata.resourceVersion;
  return yamlText({
    ...object,
    metadata: {
      ...(Object.keys(kept).length > 0 ? { annotations: kept } : {}),
      ...metadata,
      ...(version ? { resourceVersion: version } : {}),
    },
  }).replace(/\n$/, '');
}

function fileName(of: Resource, namespace: string, name: string): string {
  const group = apiVersionOf(of).replace('/', '.');
  return `${group}.${of.kind}.${namespace}.${name}`;
}
