import type { Condition, KubeObject } from '../../api/meta.ts';
import type { ObjectSpace } from '../../cluster/list.ts';
import { UserError } from '../../net/user-error.ts';
import { findAll as findPath } from '../../render/kubectl/jsonpath/evaluate.ts';
import { goText } from '../../render/kubectl/go-text.ts';
import { parsedTemplate, relaxedPath } from '../../render/kubectl/jsonpath/print.ts';
import type { CommandContext, Run } from '../command.ts';
import { findAll } from '../kubectl/find.ts';
import { flag, queryOf, text } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import { qualifiedName } from '../kubectl/resource-type.ts';
import type { Selected } from '../kubectl/selected.ts';
import { parseTargets, type Targets } from '../kubectl/targets.ts';
import { openCluster } from '../workspace.ts';

/** What is waited for: says whether an object (undefined: it is gone) has it. */
type Condition_ = (object: KubeObject | undefined) => boolean;

const PAUSE = 100;

/** Commands settle the cluster before they end, so mostly there is nothing to wait for; another process may yet change it. */
export const run: Run = async (context) => {
  const wanted = text(context, 'for');
  const condition = conditionOf(wanted);
  const targets = parseTargets(context.args, 'wait');
  const deadline = performance.now() + seconds(text(context, 'timeout') || '30s') * 1000;
  const isDelete = wanted.toLowerCase() === 'delete';
  const { selected, problems } = select(context, targets, await openCluster(context));
  if (isDelete || wanted.toLowerCase() === 'create') report(context, isDelete ? [] : problems);
  else report(context, problems);
  if (selected.length === 0 && !isDelete) throw new UserError('no matching resources found', 1);
  for (const one of selected) {
    if (!(await comesTrue(context, one, condition, deadline))) {
      const { of, object } = one;
      throw new UserError(`timed out waiting for the condition on ${of.plural}/${object.metadata.name}`, 1);
    }
    context.io.out(`${qualifiedName(one.of, one.object.metadata.name)} ${isDelete ? 'deleted' : 'condition met'}\n`);
  }
};

function select(
  context: CommandContext,
  targets: Targets,
  space: ObjectSpace,
): { selected: Selected[]; problems: readonly unknown[] } {
  const selective = text(context, 'selector') !== '' || flag(context, 'all') || text(context, 'fieldSelector') !== '';
  if (targets.kind === 'types' && !selective)
    throw new UserError('resource(s) were provided, but no name was specified', 1);
  const { found, problems } = findAll(space, targets, queryOf(context));
  return { selected: found.flatMap(({ of, objects }) => objects.map((object) => ({ of, object }))), problems };
}

async function comesTrue(
  context: CommandContext,
  { of, object }: Selected,
  condition: Condition_,
  deadline: number,
): Promise<boolean> {
  for (;;) {
    const cluster = await openCluster(context);
    if (condition(cluster.get(of.plural, object.metadata.namespace ?? '', object.metadata.name))) return true;
    if (performance.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** `condition=Ready`, `condition=Ready=false`, `delete`, `create`, `jsonpath='{.status.phase}'=Running`. */
function conditionOf(wanted: string): Condition_ {
  const lower = wanted.toLowerCase();
  if (lower === 'delete') return (object) => object === undefined;
  if (lower === 'create') return (object) => object !== undefined;
  if (lower.startsWith('condition=')) {
    const [name = '', value = 'true'] = wanted.slice('condition='.length).split('=');
    return (object) => statusOf(object, name).toLowerCase() === value.toLowerCase();
  }
  if (lower.startsWith('jsonpath=')) return jsonPathCondition(wanted.slice('jsonpath='.length));
  throw new UserError(`unrecognized condition: ${JSON.stringify(wanted)}`, 1);
}

function statusOf(object: KubeObject | undefined, name: string): string {
  const { conditions = [] } = (object?.['status'] ?? {}) as { conditions?: Condition[] };
  return conditions.find(({ type }) => type.toLowerCase() === name.toLowerCase())?.status ?? '';
}

function jsonPathCondition(spec: string): Condition_ {
  const found = /^'?(\{[^]*\}|[^={}]+)'?(?:=([^]*))?$/.exec(spec);
  if (!found?.[1]) {
    throw new UserError(
      `jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'`,
      1,
    );
  }
  const tree = parsedTemplate(relaxedPath(found[1]));
  const value = found[2];
  return (object) => {
    const values = object ? (findPath(tree, object)[0] ?? []) : [];
    return (
      values.length > 0 && (value === undefined || values.some((one) => goText(one) === value.replace(/^'|'$/g, '')))
    );
  };
}

/** Go's time.ParseDuration, as far as whole units go; 0 asks once, -1 waits a week as kubectl does. */
function seconds(duration: string): number {
  if (duration.startsWith('-')) return 7 * 24 * 3600;
  if (/^\d+$/.test(duration)) return Number(duration);
  const parts = [...duration.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  if (parts.map(([whole]) => whole).join('') !== duration) {
    throw new UserError(
      `invalid argument ${JSON.stringify(duration)} for "--timeout" flag: time: invalid duration ${JSON.stringify(duration)}`,
      1,
    );
  }
  const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  return parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (units[unit] ?? 1), 0);
}
