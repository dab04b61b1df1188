import type { KubeObject } from '../api/meta.ts';
import { resource } from '../api/resource.ts';
import type { ObjectMap } from './cluster.ts';
import { notFoundError } from './refusals.ts';
import { checkFields, matchesFields, parseFieldSelector } from './selector/field-selector.ts';
import { matchesLabels, parseLabelSelector } from './selector/label-selector.ts';

/** A Cluster or a Transaction. */
export interface ObjectSpace {
  all(plural: string): ObjectMap;
  get(plural: string, namespace: string, name: string): KubeObject | undefined;
}

export interface ListQuery {
  /** Missing or '': all namespaces. */
  readonly namespace?: string;
  /** The text after `-l` */
  readonly labelSelector?: string;
  /** The text after `--field-selector` */
  readonly fieldSelector?: string;
}

/**
 * The objects of a resource that the query selects, in the order of their storage keys (namespace, then name) as the API
 * server lists them. Throws StatusError (400) for a selector that cannot be read.
 */
export function listObjects(space: ObjectSpace, plural: string, query: ListQuery = {}): KubeObject[] {
  const labels = parseLabelSelector(query.labelSelector ?? '');
  const fields = parseFieldSelector(query.fieldSelector ?? '');
  checkFields(resource(plural), fields);
  const { namespace } = query;
  const all = inKeyOrder(space.all(plural));
  if (!namespace && labels.length === 0 && fields.length === 0) return [...all];
  return all.filter(
    (object) =>
      (!namespace || object.metadata.namespace === namespace) &&
      matchesLabels(labels, object.metadata.labels) &&
      matchesFields(fields, object),
  );
}

/** The object, or StatusError (404). */
export function getObject(space: ObjectSpace, plural: string, namespace: string, name: string): KubeObject {
  const found = space.get(plural, namespace, name);
  if (!found) throw notFoundError(resource(plural), name);
  return found;
}

/** Sorted as etcd sorts `namespace/name`. Not memoised: a transaction changes its maps in place. */
function inKeyOrder(objects: ObjectMap): KubeObject[] {
  const entries = [...objects];
  return isSorted(entries) ? entries.map(([, object]) => object) : sortedByKey(entries);
}

function isSorted(entries: readonly (readonly [string, KubeObject])[]): boolean {
  for (let i = 1; i < entries.length; i++) {
    if ((entries[i - 1]?.[0] ?? '') > (entries[i]?.[0] ?? '')) return false;
  }
  return true;
}

function sortedByKey(entries: (readonly [string, KubeObject])[]): KubeObject[] {
  return entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, object]) => object);
}
