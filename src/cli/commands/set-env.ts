import type { Container } from '../../api/pod/type.ts';
import { updateObject } from '../../cluster/update.ts';
import { UserError } from '../../net/user-error.ts';
import type { CommandContext, Run } from '../command.ts';
import { flag, list, text } from '../kubectl/options.ts';
import { podSpecOf, withPodSpec } from '../kubectl/pod-template.ts';
import { changeSelected } from '../kubectl/selected.ts';

export const run: Run = async (context) => {
  const given = [...context.args, ...list(context, 'env')];
  const isChange = (arg: string): boolean => /^[A-Za-z_.-][\w.-]*(=|-$)/.test(arg) && !arg.includes('/');
  const first = given.findIndex(isChange);
  const [resources, changes] = first < 0 ? [given, []] : [given.slice(0, first), given.slice(first)];
  if (resources.length === 0) {
    throw new UserError('one or more resources must be specified as <resource> <name> or <resource>/<name>', 1);
  }
  const isList = flag(context, 'list');
  if (changes.length === 0 && !isList) throw new UserError('at least one environment variable must be provided', 1);
  await changeSelected(context, resources, (tx, { of, object }, results) => {
    const spec = podSpecOf(object);
    const chosen = (container: Container): boolean => wildcard(text(context, 'containers') || '*').test(container.name);
    if (isList) {
      for (const container of spec.containers.filter(chosen)) {
        results.say(`# ${of.plural} ${object.metadata.name}, container ${container.name}\n`);
        for (const { name, value } of container.env ?? [])
          results.say(value === undefined ? `# ${name}\n` : `${name}=${value}\n`);
      }
      return;
    }
    const containers = spec.containers.map((container) =>
      chosen(container) ? changed(context, container, changes) : container,
    );
    const stored = updateObject(tx, withPodSpec(object, { ...spec, containers }), { fieldManager: 'kubectl-set' });
    if (stored !== object) results.done(stored, 'env updated');
  });
};

function changed(context: CommandContext, container: Container, changes: readonly string[]): Container {
  let env = [...(container.env ?? [])];
  for (const change of changes) {
    const equals = change.indexOf('=');
    if (equals < 0) {
      env = env.filter(({ name }) => name !== change.slice(0, -1));
      continue;
    }
    const [name, value] = [change.slice(0, equals), change.slice(equals + 1)];
    const known = env.findIndex((variable) => variable.name === name);
    const before = env[known];
    if (before && context.options['overwrite'] === false) {
      throw new UserError(`'${name}' already has a value (${before.value ?? ''}), and --overwrite is false`, 1);
    }
    if (known < 0) env.push({ name, value });
    else env[known] = { name, value };
  }
  const { env: _, ...rest } = container;
  return env.length > 0 ? { ...rest, env } : rest;
}

/** A shell pattern with `*` alone. */
function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`);
}
