import { UserError } from '../../net/user-error.ts';
import { updateObject } from '../../cluster/update.ts';
import type { Run } from '../command.ts';
import { changeSelected } from '../kubectl/selected.ts';

export const run: Run = async (context) => {
  const { args } = context;
  const specs = args.filter((arg) => arg.includes('='));
  const resources = args.filter((arg) => !arg.includes('='));
  if (resources.length === 0)
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>', 1);
  const [expression] = specs;
  if (expression === undefined) throw new UserError('one selector is required', 1);
  const selector = Object.fromEntries(
    expression.split(',').map((pair) => {
      const [key = '', value = '', ...more] = pair.split('=');
      if (key === '' || more.length > 0) throw new UserError(`invalid selector: ${expression}`, 1);
      return [key, value] as const;
    }),
  );
  await changeSelected(context, resources, (tx, { object }, results) => {
    if (object.kind !== 'Service') throw new UserError(`setting a selector is only supported for Services`, 1);
    results.done(
      updateObject(
        tx,
        { ...object, spec: { ...(object['spec'] as object), selector } },
        { fieldManager: 'kubectl-set' },
      ),
      'selector updated',
    );
  });
};
