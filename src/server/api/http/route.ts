import { RESOURCES, type Resource } from '../../../api/resource.ts';
import { absentIn } from './absent-kinds.ts';
import { methodNotAllowed, notServed } from './status.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection' | 'connect';

/** What a request under /api and /apis is about (upstream's RequestInfo). */
export interface Route {
  readonly verb: Verb;
  readonly of: Resource;
  /** The group and version in the path: events are served by two groups. */
  readonly groupVersion: string;
  /** '' for all namespaces and for cluster-scoped resources. */
  readonly namespace: string;
  /** '' for collections. */
  readonly name: string;
  readonly subresource: string;
  /** Of this kind nothing is kept. */
  readonly absent: boolean;
}

/** Subresources that are served, by resource. */
export const SUBRESOURCES: Readonly<Record<string, readonly string[] | undefined>> = {
  daemonsets: ['status'],
  deployments: ['scale', 'status'],
  ingresses: ['status'],
  namespaces: ['finalize', 'status'],
  nodes: ['proxy', 'status'],
  pods: ['attach', 'binding', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'status'],
  replicasets: ['scale', 'status'],
  servicecidrs: ['status'],
  services: ['proxy', 'status'],
};

/** Subresources that are talked to, not read or written. */
const CONNECTED: ReadonlySet<string> = new Set(['attach', 'exec', 'portforward']);

export const EVENTS_GROUP_VERSION = 'events.k8s.io/v1';

const GROUP_VERSIONS: ReadonlyMap<string, readonly Resource[]> = groupVersions();

function groupVersions(): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const of of RESOURCES) {
    const groupVersion = of.group === '' ? of.version : `${of.group}/${of.version}`;
    found.set(groupVersion, [...(found.get(groupVersion) ?? []), of]);
  }
  found.set(EVENTS_GROUP_VERSION, found.get('v1')?.filter(({ plural }) => plural === 'events') ?? []);
  return found;
}

/** The resources served under a group and version (`v1`, `apps/v1`), or undefined if it is none of ours. */
export function resourcesOf(groupVersion: string): readonly Resource[] | undefined {
  return GROUP_VERSIONS.get(groupVersion);
}

/** Every group and version with resources of ours. */
export function keptGroupVersions(): string[] {
  return [...GROUP_VERSIONS.keys()];
}

/**
 * Reads what follows the group and version in a path. Throws StatusError: 404 for what is not served, 405 for a method that the
 * place does not have.
 */
export function routeOf(groupVersion: string, rest: readonly string[], method: string, query: URLSearchParams): Route {
  const isOldWatch = rest[0] === 'watch';
  const { namespace, plural, name, subresource } = placeOf(isOldWatch ? rest.slice(1) : rest);
  const isOf = (resource: Resource): boolean => resource.plural === plural;
  const kept = GROUP_VERSIONS.get(groupVersion)?.find(isOf);
  const of = kept ?? absentIn(groupVersion).find(isOf);
  if (!of || subresource.includes('/')) throw notServed();
  if (subresource !== '' && !(kept && SUBRESOURCES[of.plural]?.includes(subresource))) throw notServed();
  if (!of.namespaced && namespace !== '') throw notServed();
  if (of.namespaced && namespace === '' && name !== '') throw notServed();
  const verb = verbOf(method, name !== '', isOldWatch || isTrue(query.get('watch')), subresource);
  if (!verb || (of.namespaced && namespace === '' && !['list', 'watch', 'deletecollection'].includes(verb))) {
    throw methodNotAllowed();
  }
  return { verb, of, groupVersion, namespace, name, subresource, absent: !kept };
}

function placeOf(rest: readonly string[]): { namespace: string; plural: string; name: string; subresource: string } {
  const [first = '', second = '', third = ''] = rest;
  const isScoped = first === 'namespaces' && rest.length > 2 && third !== 'status' && third !== 'finalize';
  const [plural = '', name = '', ...sub] = isScoped ? rest.slice(2) : rest;
  return { namespace: isScoped ? second : '', plural, name, subresource: sub.join('/') };
}

function verbOf(method: string, named: boolean, watching: boolean, subresource: string): Verb | undefined {
  if (CONNECTED.has(subresource)) return method === 'GET' || method === 'POST' ? 'connect' : undefined;
  if (subresource === 'log') return method === 'GET' ? 'get' : undefined;
  if (subresource === 'binding' || subresource === 'eviction') return method === 'POST' ? 'create' : undefined;
  if (subresource === 'finalize') return method === 'PUT' ? 'update' : undefined;
  switch (method) {
    case 'GET':
    case 'HEAD':
      if (watching && subresource === '') return 'watch';
      return named ? 'get' : 'list';
    case 'POST':
      return named ? undefined : 'create';
    case 'PUT':
      return named ? 'update' : undefined;
    case 'PATCH':
      return named ? 'patch' : undefined;
    case 'DELETE':
      if (subresource !== '') return undefined;
      return named ? 'delete' : 'deletecollection';
    default:
      return undefined;
  }
}

/** How Go's API server reads a switch in the query: anything but nothing, `0` and `false` is yes. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== '' && value !== '0' && value.toLowerCase() !== 'false';
}
