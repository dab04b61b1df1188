import type { Fields } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { StatusError, type StatusCause } from '../../../cluster/status-error.ts';
import { readEntries, type Entry } from './entries.ts';
import { fieldValues, type Step } from './field-paths.ts';
import { merged, without } from './merge.ts';

export interface AppliedConfig {
  readonly object: Fields;
  readonly entries: readonly Entry[];
}

/**
 * What a configuration makes of the live object, and who owns which fields then: what the manager applied before and does not
 * say any more goes, unless others own it too. Throws StatusError (409) for fields that others have with another value,
 * unless `force`. Upstream's Apply of structured-merge-diff.
 */
export function appliedConfig(
  live: KubeObject | undefined,
  config: KubeObject,
  by: { manager: string; force: boolean; subresource: string; now: string },
): AppliedConfig {
  const { manager, force, subresource, now } = by;
  const entries = readEntries(live);
  const isOwn = (entry: Entry): boolean =>
    entry.manager === manager && entry.operation === 'Apply' && entry.subresource === subresource;
  const wanted = fieldValues(config, config.kind, subresource);
  const current = live ? fieldValues(live, config.kind, subresource) : wanted;
  const differs = (key: string): boolean => wanted.has(key) && wanted.get(key)?.value !== current.get(key)?.value;
  const others = entries.filter((entry) => !isOwn(entry));
  const disputed = others.flatMap((entry) =>
    [...entry.fields].filter(([key]) => differs(key)).map(([key, steps]) => ({ entry, key, steps })),
  );
  if (disputed.length > 0 && !force) throw conflict(disputed);
  const lost = new Set(disputed.map(({ key }) => key));
  const rest = others.map((entry): Entry => ({
    ...entry,
    fields: new Map([...entry.fields].filter(([key]) => !lost.has(key))),
  }));
  let object: Fields = live ? merged(live, config, config.kind) : config;
  const before = entries.find(isOwn);
  const dropped = [...(before?.fields ?? [])].filter(
    ([key]) => !wanted.has(key) && !rest.some(({ fields }) => fields.has(key)),
  );
  // The innermost first: what holds nothing any more can go after its content.
  for (const [, steps] of dropped.sort(([, a], [, b]) => b.length - a.length)) {
    object = without(object, steps, config.kind) as Fields;
  }
  const fields = new Map([...wanted].map(([key, { steps }]): [string, readonly Step[]] => [key, steps]));
  const isSame =
    before !== undefined &&
    before.fields.size === fields.size &&
    [...fields.keys()].every((key) => before.fields.has(key));
  const changed = !isSame || [...wanted.keys()].some(differs);
  const time = before && !changed ? before.time : now;
  const entry: Entry = { manager, operation: 'Apply', apiVersion: config.apiVersion, subresource, time, fields };
  return { object, entries: [entry, ...rest] };
}

/** Upstream's NewApplyConflict: every field with the manager that has it. */
function conflict(disputed: readonly { entry: Entry; steps: readonly Step[] }[]): StatusError {
  const causes = disputed.map(({ entry, steps }): StatusCause => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${ownerText(entry)}`,
    field: pathText(steps),
  }));
  const word = disputed.length === 1 ? 'conflict' : 'conflicts';
  const byOwner = new Map<string, string[]>();
  for (const { entry, steps } of disputed) {
    const owner = ownerText(entry);
    byOwner.set(owner, [...(byOwner.get(owner) ?? []), pathText(steps)]);
  }
  const told = [...byOwner].map(([owner, paths]) =>
    paths.length === 1
      ? `conflict with ${owner}: ${paths[0]}`
      : `conflicts with ${owner}:\n${paths.map((path) => `- ${path}`).join('\n')}`,
  );
  const message = `Apply failed with ${disputed.length} ${word}: ${told.join('\n')}`;
  return new StatusError(409, 'Conflict', message, { causes });
}

function ownerText({ manager, subresource, apiVersion }: Entry): string {
  const part = subresource === '' ? '' : ` with subresource "${subresource}"`;
  return `${JSON.stringify(manager)}${part} using ${apiVersion}`;
}

/** `.spec.ports[port=80,protocol="TCP"].targetPort` */
function pathText(steps: readonly Step[]): string {
  return steps
    .map((step) => {
      if (step.startsWith('f:')) return `.${step.slice(2)}`;
      if (step.startsWith('v:')) return `[=${step.slice(2)}]`;
      const keys = JSON.parse(step.slice(2)) as Record<string, unknown>;
      return `[${Object.entries(keys)
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(',')}]`;
    })
    .join('');
}
