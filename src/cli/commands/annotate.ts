import type { KubeObject } from '../../api/meta.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { commaList, flag } from '../kubectl/options.ts';
import { changedPairs, parseAnnotations, splitPairs } from '../kubectl/pairs.ts';
import { changeSelected } from '../kubectl/selected.ts';

export const run: Run = async (context) => {
  const { resources, pairs } = splitPairs(context.args);
  if (resources.length === 0 && commaList(context, 'filename').length === 0) {
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>', 1);
  }
  const isList = flag(context, 'list');
  if (pairs.length === 0 && !isList) throw new UserError('at least one annotation update is required', 1);
  const change = parseAnnotations(pairs);
  await changeSelected(context, resources, (tx, { object }, results) => {
    const before = object.metadata.annotations ?? {};
    if (isList) {
      for (const key of Object.keys(before).sort()) results.say(`${key}=${before[key] ?? ''}\n`);
      return;
    }
    const taken = Object.keys(change.set)
      .filter((key) => Object.hasOwn(before, key) && before[key] !== change.set[key])
      .map((key) => `'${key}' already has a value (${before[key] ?? ''})`);
    if (taken.length > 0 && !flag(context, 'overwrite')) {
      throw new UserError(
        `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`,
        1,
      );
    }
    const annotations = changedPairs(before, change);
    const { annotations: _, ...metadata } = object.metadata;
    const next = {
      ...object,
      metadata: annotations ? { ...metadata, annotations } : (metadata as KubeObject['metadata']),
    };
    results.done(updateObject(tx, next, { fieldManager: 'kubectl-annotate' }), 'annotated');
  });
};
