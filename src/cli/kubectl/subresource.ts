import { RESOURCES } from '../../api/resource.ts';
import type { ServedResource } from '../../api/served.ts';
import { hasStatus } from '../../cluster/object-kinds.ts';
import { scaleOf } from '../../cluster/scale.ts';
import { StatusError } from '../../cluster/status-error.ts';
import type { CommandContext } from '../command.ts';
import type { Found } from './find.ts';
import type { Wanted } from './looked-up.ts';
import { text } from './options.ts';
import { each } from './problems.ts';

const SCALED: readonly string[] = ['deployments', 'replicasets'];
const SCALES: ServedResource = {
  plural: 'scales',
  shortNames: [],
  apiVersion: 'autoscaling/v1',
  namespaced: true,
  kind: 'Scale',
};

/** --subresource; undefined where it was not given. */
export function subresourceOf(context: CommandContext): string | undefined {
  return text(context, 'subresource') || undefined;
}

/** Throws StatusError (404) where the API serves no such subresource of the resource. */
export function checkSubresource(
  { plural }: ServedResource,
  subresource: string,
): asserts subresource is 'status' | 'scale' {
  const of = RESOURCES.find((known) => known.plural === plural);
  if (of && (subresource === 'status' ? hasStatus(of) : subresource === 'scale' && SCALED.includes(plural))) return;
  throw new StatusError(404, 'NotFound', 'the server could not find the requested resource');
}

/** Finds the subresource of each object instead of the object. */
export function findingSubresource(find: Wanted['find'], subresource: string): Wanted['find'] {
  return (space) => {
    const { found, problems } = find(space);
    const shown: Found[] = [];
    const missing = each(found, (one) => {
      checkSubresource(one.of, subresource);
      shown.push(subresource === 'scale' ? { ...one, of: SCALES, objects: one.objects.map(scaleOf) } : one);
    });
    return { found: shown, problems: [...problems, ...missing] };
  };
}
