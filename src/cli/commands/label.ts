import type { KubeObject } from '../../api/meta.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { commaList, flag, text } from '../kubectl/options.ts';
import { changedPairs, parseLabels, splitPairs, type PairChange } from '../kubectl/pairs.ts';
import { changeSelected } from '../kubectl/selected.ts';
import { groupOf } from '../../api/served.ts';

export const run: Run = async (context) => {
  const { resources, pairs } = splitPairs(context.args);
  const change = parseLabels(pairs);
  const isList = flag(context, 'list');
  if (flag(context, 'all') && text(context, 'selector') !== '') {
    throw new UserError('cannot set --all and --selector at the same time', 1);
  }
  if (resources.length === 0 && commaList(context, 'filename').length === 0) {
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>', 1);
  }
  if (pairs.length === 0 && !isList) throw new UserError('at least one label update is required', 1);
  const several = flag(context, 'all') || text(context, 'selector') !== '';
  await changeSelected(context, resources, (tx, { of, object }, results) => {
    const { labels: before } = object.metadata;
    if (isList) {
      if (several) results.say(`Listing labels for ${of.kind}.${groupOf(of)}/${object.metadata.name}:\n`);
      results.say(
        Object.entries(before ?? {})
          .sort(byKey)
          .map(([key, value]) => `${several ? ' ' : ''}${key}=${value}\n`)
          .join(''),
      );
      return;
    }
    checkOverwrite(context, before, change);
    for (const key of change.remove) {
      if (!Object.hasOwn(before ?? {}, key)) results.say(`label "${key}" not found.\n`);
    }
    const after = changedPairs(before, change);
    const operation = operationFor(context, before ?? {}, after ?? {});
    const stored =
      operation === 'not labeled'
        ? object
        : updateObject(tx, withLabels(object, after), { fieldManager: 'kubectl-label' });
    results.done(stored, operation);
  });
};

function checkOverwrite(
  context: CommandContext,
  before: Readonly<Record<string, string>> | undefined,
  { set }: PairChange,
): void {
  if (flag(context, 'overwrite')) return;
  for (const [key, value] of Object.entries(set)) {
    const known = before && Object.hasOwn(before, key) ? before[key] : undefined;
    if (known !== undefined && known !== value) {
      throw new UserError(`'${key}' already has a value (${known}), and --overwrite is false`, 1);
    }
  }
}

function operationFor(
  context: CommandContext,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string {
  const [old, next] = [before, after].map((labels) => JSON.stringify(Object.entries(labels).sort(byKey)));
  if (old === next) return 'not labeled';
  return !flag(context, 'overwrite') && Object.keys(after).length < Object.keys(before).length
    ? 'unlabeled'
    : 'labeled';
}

function withLabels(object: KubeObject, labels: Record<string, string> | undefined): KubeObject {
  const { labels: _, ...metadata } = object.metadata;
  return { ...object, metadata: labels ? { ...metadata, labels } : (metadata as KubeObject['metadata']) };
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
