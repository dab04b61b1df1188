import type { KubeObject } from '../../../api/meta.ts';
import type { Resource } from '../../../api/resource.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { allSorted, inNamespace } from '../../../cluster/lookup.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { checkFields, matchesFields, parseFieldSelector } from '../../../cluster/selector/field-selector.ts';
import { matchesLabels, parseLabelSelector } from '../../../cluster/selector/label-selector.ts';
import { EVENTS_GROUP_VERSION, type Route } from '../http/route.ts';

/** Longer selectors are refused: each term is looked at for each object. */
const LONGEST_SELECTOR = 32_768;

/** Which objects of a resource a request is about. */
export interface Selection {
  readonly of: Resource;
  readonly namespace: string;
  /** Every object in its namespace is wanted. */
  readonly all: boolean;
  matches(object: KubeObject): boolean;
}

/** What the query of a list or watch selects. Throws StatusError (400). */
export function selectionOf({ of, namespace, name, groupVersion }: Route, query: URLSearchParams): Selection {
  const labelSelector = query.get('labelSelector') ?? '';
  const fieldSelector = query.get('fieldSelector') ?? '';
  if (labelSelector.length + fieldSelector.length > LONGEST_SELECTOR) throw badRequestError('the selector is too long');
  const labels = parseLabelSelector(labelSelector);
  const fields = parseFieldSelector(
    groupVersion === EVENTS_GROUP_VERSION ? fieldSelector.replaceAll('regarding.', 'involvedObject.') : fieldSelector,
  );
  checkFields(of, fields);
  if (name !== '') fields.push({ field: 'metadata.name', equal: true, value: name });
  return {
    of,
    namespace,
    all: labels.length === 0 && fields.length === 0,
    matches: (object) =>
      (namespace === '' || object.metadata.namespace === namespace) &&
      matchesLabels(labels, object.metadata.labels) &&
      matchesFields(fields, object),
  };
}

/** The selected objects in the order of their keys. */
export function selected(cluster: Cluster, selection: Selection): readonly KubeObject[] {
  const { of, namespace, all } = selection;
  const objects = namespace === '' ? allSorted(cluster, of.plural) : inNamespace(cluster, of.plural, namespace);
  return all ? objects : objects.filter((object) => selection.matches(object));
}
