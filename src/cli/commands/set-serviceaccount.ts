import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { podSpecOf, withPodSpec } from '../kubectl/pod-template.ts';
import { changeSelected } from '../kubectl/selected.ts';

/** `kubectl set serviceaccount`: the last argument is the account. */
export const run: Run = async (context) => {
  const account = context.args.at(-1);
  if (account === undefined) throw new UserError('serviceaccount is required', 1);
  const resources = context.args.slice(0, -1);
  if (resources.length === 0) {
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>', 1);
  }
  await changeSelected(context, resources, (tx, { object }, results) => {
    const next = withPodSpec(object, {
      ...podSpecOf(object),
      serviceAccountName: account,
      serviceAccount: account,
    });
    results.done(updateObject(tx, next, { fieldManager: 'kubectl-set' }), 'serviceaccount updated');
  });
};
