import { parseQuantity, quantityText } from '../../api/quantity.ts';
import type { Container } from '../../api/pod/type.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { text } from '../kubectl/options.ts';
import { podSpecOf, withPodSpec } from '../kubectl/pod-template.ts';
import { changeSelected } from '../kubectl/selected.ts';

type Amounts = Readonly<Record<string, string>>;

/** `kubectl set resources`: limits and requests of containers; what is not named stays. */
export const run: Run = async (context) => {
  if (context.args.length === 0) {
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>', 1);
  }
  const [limits, requests] = [amounts(text(context, 'limits')), amounts(text(context, 'requests'))];
  if (limits === undefined && requests === undefined) {
    throw new UserError('you must specify an update to requests or limits (in the form of --requests/--limits)', 1);
  }
  const wanted = text(context, 'containers') || '*';
  const matches = new RegExp(`^${wanted.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  await changeSelected(context, context.args, (tx, { object }, results) => {
    const spec = podSpecOf(object);
    if (!spec.containers.some(({ name }) => matches.test(name))) {
      throw new UserError(`unable to find container named ${wanted}`, 1);
    }
    const containers = spec.containers.map((container) =>
      matches.test(container.name) ? withResources(container, limits, requests) : container,
    );
    const stored = updateObject(tx, withPodSpec(object, { ...spec, containers }), { fieldManager: 'kubectl-set' });
    if (stored !== object) results.done(stored, 'resource requirements updated');
  });
};

/** `cpu=200m,memory=512Mi`; undefined for nothing. */
function amounts(list: string): Amounts | undefined {
  if (list === '') return undefined;
  const pairs = list.split(',').map((pair) => {
    const [name = '', value = '', ...more] = pair.split('=');
    if (!pair.includes('=') || more.length > 0) {
      throw new UserError(`Invalid argument syntax ${pair}, expected <resource>=<value>`, 1);
    }
    const quantity = parseQuantity(value);
    if (typeof quantity === 'string') throw new UserError(quantity, 1);
    return [name, quantityText(quantity)] as const;
  });
  return Object.fromEntries(pairs);
}

function withResources(container: Container, limits: Amounts | undefined, requests: Amounts | undefined): Container {
  const before = (container['resources'] ?? {}) as { limits?: Amounts; requests?: Amounts };
  return {
    ...container,
    resources: {
      ...before,
      ...(limits ? { limits: { ...before.limits, ...limits } } : {}),
      ...(requests ? { requests: { ...before.requests, ...requests } } : {}),
    },
  };
}
