import type { Container } from '../../api/pod/type.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { Run } from '../command.ts';
import { flag } from '../kubectl/options.ts';
import { podSpecOf, withPodSpec } from '../kubectl/pod-template.ts';
import { changeSelected } from '../kubectl/selected.ts';

export const run: Run = async (context) => {
  const { args } = context;
  const first = args.findIndex((arg) => arg.includes('='));
  const [resources, specs] = first < 0 ? [args, []] : [args.slice(0, first), args.slice(first)];
  const late = specs.find((spec) => !spec.includes('='));
  if (late !== undefined) throw new UserError(`all resources must be specified before image changes: ${late}`, 1);
  if (resources.length === 0) {
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>', 1);
  }
  if (specs.length === 0) throw new UserError('at least one image update is required', 1);
  const images = specs.map((spec) => [spec.slice(0, spec.indexOf('=')), spec.slice(spec.indexOf('=') + 1)] as const);
  await changeSelected(context, resources, (tx, { object }, results) => {
    const spec = podSpecOf(object);
    let [containers, initContainers] = [spec.containers, spec.initContainers];
    for (const [name, image] of images) {
      const known = [...containers, ...(initContainers ?? [])].some(
        (container) => name === '*' || container.name === name,
      );
      if (!known) throw new UserError(`unable to find container named "${name}"`, 1);
      containers = containers.map((container) => withImage(container, name, image));
      initContainers = initContainers?.map((container) => withImage(container, name, image));
    }
    const next = withPodSpec(object, { ...spec, containers, ...(initContainers ? { initContainers } : {}) });
    const stored = updateObject(tx, next, { fieldManager: 'kubectl-set' });
    if (stored !== object || flag(context, 'local')) results.done(stored, 'image updated');
  });
};

function withImage(container: Container, name: string, image: string): Container {
  return name === '*' || container.name === name ? { ...container, image } : container;
}
