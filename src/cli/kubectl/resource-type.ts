import { UserError } from '../../net/user-error.ts';
import { SERVED, groupOf, isInAll, type ServedResource } from '../../api/served.ts';

/**
 * The resource that a person means by `svc`, `services`, `Service`, `deployments.apps` or `deployments.v1.apps`. Throws
 * UserError in kubectl's words.
 */
export function resourceType(text: string): ServedResource {
  const found = lookUp(text.toLowerCase());
  if (found) return found;
  throw new UserError(`the server doesn't have a resource type ${JSON.stringify(text.split('.')[0])}`, 1);
}

/** The types of `pods,svc` or `all`, each once, in the given order. */
export function resourceTypes(list: string): ServedResource[] {
  const found = new Set<ServedResource>();
  for (const text of list.split(',')) {
    if (text === 'all') for (const served of SERVED.filter(isInAll)) found.add(served);
    else found.add(resourceType(text));
  }
  return [...found];
}

/** The other type (`events.events.k8s.io`) that a short name stands for as well. */
export function ambiguityOf(text: string): string | undefined {
  const [, other] = SERVED.filter(({ shortNames }) => shortNames.includes(text.toLowerCase()));
  return other && groupedPlural(other);
}

/** `deployments.apps`, or `services` for the core group: the API server's way to name it. */
export function groupedPlural(of: ServedResource): string {
  const group = groupOf(of);
  return group === '' ? of.plural : `${of.plural}.${group}`;
}

/** `deployment.apps/web`, `service/web`. */
export function qualifiedName(of: ServedResource, name: string): string {
  return `${qualifiedKind(of)}/${name}`;
}

/** `deployment.apps`, `service`. */
export function qualifiedKind(of: ServedResource): string {
  const group = groupOf(of);
  const kind = of.kind.toLowerCase();
  return group === '' ? kind : `${kind}.${group}`;
}

/** `/v1, Resource=pods`: how kubectl shows a type in some errors. */
export function goResource(of: ServedResource): string {
  const version = of.apiVersion.split('/').at(-1) ?? '';
  return `${groupOf(of)}/${version}, Resource=${of.plural}`;
}

function lookUp(text: string): ServedResource | undefined {
  const [name = '', ...rest] = text.split('.');
  const named = SERVED.filter(
    ({ plural, shortNames, kind }) => plural === name || shortNames.includes(name) || kind.toLowerCase() === name,
  );
  if (rest.length === 0) return named[0];
  return named.find((served) => {
    const group = groupOf(served);
    const version = served.apiVersion.split('/').at(-1) ?? '';
    return rest.join('.') === group || rest.join('.') === (group === '' ? `${version}.` : `${version}.${group}`);
  });
}
