import type { Condition, KubeObject } from '../../api/meta.ts';
import { UserError } from '../../net/user-error.ts';
import { findAll as findPath } from '../../render/kubectl/jsonpath/evaluate.ts';
import { goText } from '../../render/kubectl/go-text.ts';
import { parsedTemplate, relaxedPath } from '../../render/kubectl/jsonpath/print.ts';
import type { CommandContext, Run } from '../command.ts';
import { wantedOf, type Wanted } from '../kubectl/looked-up.ts';
import { flag, list, text } from '../kubectl/options.ts';
import { report } from '../kubectl/problems.ts';
import { qualifiedName } from '../kubectl/resource-type.ts';
import { selectedOf, type Selected } from '../kubectl/selected.ts';
import { openCluster } from '../workspace.ts';

/** What is waited for: says whether an object (undefined: it is gone) has it. */
type Condition_ = (object: KubeObject | undefined) => boolean;

const PAUSE = 100;

/** Commands settle the cluster before they end, so mostly there is nothing to wait for; another process may yet change it. */
export const run: Run = async (context) => {
  const wanted = list(context, 'for');
  const conditions = wanted.map(conditionOf);
  if (conditions.length === 0) throw new UserError(`unrecognized condition: ${JSON.stringify(wanted)}`, 1);
  const has = (word: string): boolean => wanted.some((one) => one.toLowerCase() === word);
  const timeout = seconds(text(context, 'timeout') || '30s') * 1000;
  const limit = { deadline: performance.now() + timeout, asksOnce: timeout === 0 };
  const { targets, find } = await wantedOf(context);
  const selective = text(context, 'selector') !== '' || flag(context, 'all') || text(context, 'fieldSelector') !== '';
  if (targets.kind === 'types' && !selective) {
    throw new UserError('resource(s) were provided, but no name was specified', 1);
  }
  if (has('create')) await areThere(context, find, limit.deadline);
  const { found, problems } = find(await openCluster(context));
  const selected = selectedOf(found);
  if (selected.length + problems.length === 0 && !has('delete')) throw new UserError('no matching resources found', 1);
  const unmet: unknown[] = [];
  for (const one of selected) {
    for (const [i, condition] of conditions.entries()) {
      const problem = await waitFor(context, one, condition, limit);
      if (problem) {
        unmet.push(problem);
        break;
      }
      const outcome = wanted[i]?.toLowerCase() === 'delete' ? 'deleted' : 'condition met';
      context.io.out(`${qualifiedName(one.of, one.object.metadata.name)} ${outcome}\n`);
    }
  }
  report(context, [...unmet, ...(has('delete') ? [] : problems)]);
};

/** Waits until everything that was named exists. */
async function areThere(context: CommandContext, find: Wanted['find'], deadline: number): Promise<void> {
  for (;;) {
    const { found, problems } = find(await openCluster(context));
    if (problems.length === 0 && selectedOf(found).length > 0) return;
    if (performance.now() >= deadline) throw new UserError('timed out waiting for the condition', 1);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** What went wrong; undefined if the condition came true in time. */
async function waitFor(
  context: CommandContext,
  one: Selected,
  condition: Condition_,
  { deadline, asksOnce }: { readonly deadline: number; readonly asksOnce: boolean },
): Promise<UserError | undefined> {
  try {
    if (await comesTrue(context, one, condition, deadline)) return undefined;
  } catch (problem) {
    if (problem instanceof UserError) return problem;
    throw problem;
  }
  const { of, object } = one;
  const reason = asksOnce ? 'condition not met for' : 'timed out waiting for the condition on';
  return new UserError(`${reason} ${of.plural}/${object.metadata.name}`, 1);
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
  // A single = parts path and value; == belongs to a filter.
  const [path = '', value, ...more] = spec
    .replaceAll('==', '\0')
    .split('=')
    .map((part) => part.replaceAll('\0', '=='));
  const example = "--for=jsonpath='{.status.readyReplicas}'";
  if (more.length > 0) throw new UserError(`jsonpath wait format must be ${example}=3 or ${example}`, 1);
  const relaxed = relaxedPath(unquoted(path));
  const expected = value === undefined ? undefined : unquoted(value);
  if (expected === '') {
    throw new UserError(`jsonpath wait has to have a value after equal sign, like ${example}=3`, 1);
  }
  if (relaxed === '') throw new UserError('jsonpath expression cannot be empty', 1);
  const tree = parsedTemplate(relaxed);
  return (object) => {
    const lists = object ? findPath(tree, object) : [];
    const [first = []] = lists;
    if (first.length === 0) return false;
    if (lists.length > 1) throw new UserError('given jsonpath expression matches more than one list', 1);
    if (first.length > 1) throw new UserError('given jsonpath expression matches more than one value', 1);
    if (expected === undefined) return true;
    if (typeof first[0] === 'object' && first[0] !== null) {
      throw new UserError('jsonpath leads to a nested object or list which is not supported', 1);
    }
    return goText(first[0]).trim() === expected.trim();
  };
}

function unquoted(text: string): string {
  return text.replace(/^['"]+|['"]+$/g, '');
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
