import type { KubeObject } from '../../api/meta.ts';
import { listObjects, type ObjectSpace } from '../../cluster/list.ts';
import { StatusError } from '../../cluster/status-error.ts';
import { UserError } from '../../net/user-error.ts';
import { goResource, groupedPlural } from './resource-type.ts';
import type { ServedResource } from '../../api/served.ts';
import type { Targets } from './targets.ts';

export interface Query {
  readonly namespace: string;
  readonly allNamespaces: boolean;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

/** The objects of one type (a list of any length), or one object that was named. */
export interface Found {
  readonly of: ServedResource;
  readonly objects: readonly KubeObject[];
  readonly named: boolean;
}

export interface FindResult {
  readonly found: readonly Found[];
  /** What could not be had, in order. */
  readonly problems: readonly unknown[];
}

/** Looks everything up that the targets name; a name or selector that fails does not stop the others. */
export function findAll(space: ObjectSpace, targets: Targets, query: Query): FindResult {
  const found: Found[] = [];
  const problems: unknown[] = [];
  const attempt = (of: ServedResource, named: boolean, find: () => readonly KubeObject[]): void => {
    try {
      found.push({ of, objects: find(), named });
    } catch (problem) {
      problems.push(problem);
    }
  };
  if (targets.kind === 'types') {
    for (const of of targets.types) attempt(of, false, () => listOf(space, of, query));
    return { found, problems };
  }
  if (query.labelSelector !== '' || query.fieldSelector !== '') throw new UserError(selectorProblem(targets), 1);
  if (query.allNamespaces && targets.names.some(({ of }) => of.namespaced)) {
    throw new UserError('a resource cannot be retrieved by name across all namespaces', 1);
  }
  for (const { of, name } of targets.names) attempt(of, true, () => [getNamed(space, of, name, query)]);
  return { found, problems };
}

function selectorProblem({ behindType }: Extract<Targets, { kind: 'names' }>): string {
  if (behindType) return 'name cannot be provided when a selector is specified';
  return 'selectors and the all flag cannot be used when passing resource/name arguments';
}

/** All objects of a type that the query selects. Throws StatusError with kubectl's words around the server's. */
export function listOf(space: ObjectSpace, of: ServedResource, query: Query): KubeObject[] {
  const { labelSelector, fieldSelector } = query;
  try {
    return listObjects(space, knownPlural(of), {
      ...(of.namespaced && !query.allNamespaces ? { namespace: query.namespace } : {}),
      ...(labelSelector === '' ? {} : { labelSelector }),
      ...(fieldSelector === '' ? {} : { fieldSelector }),
    });
  } catch (problem) {
    if (!(problem instanceof Error) || problem.name !== 'StatusError') {
      if (problem instanceof RangeError) return [];
      throw problem;
    }
    const { code, reason } = problem as StatusError;
    const [labels, fields] = [labelSelector, fieldSelector].map((text) => JSON.stringify(text));
    const where = `Unable to find ${JSON.stringify(goResource(of))} that match label selector ${labels}, field selector ${fields}`;
    throw new StatusError(code, reason, `${where}: ${problem.message}`);
  }
}

/** The object, or StatusError (404). Types that kubesim keeps no objects of are simply empty. */
export function getNamed(
  space: ObjectSpace,
  of: ServedResource,
  name: string,
  query: { namespace: string },
): KubeObject {
  const found = space.get(of.plural, of.namespaced ? query.namespace : '', name);
  if (found) return found;
  throw new StatusError(404, 'NotFound', `${groupedPlural(of)} ${JSON.stringify(name)} not found`);
}

/** `listObjects` throws RangeError for a plural it has never heard of. */
function knownPlural(of: ServedResource): string {
  return of.plural;
}
