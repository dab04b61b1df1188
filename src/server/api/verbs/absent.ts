import { notFoundError } from '../../../cluster/refusals.ts';
import type { Resource } from '../../../api/resource.ts';
import type { ApiContext } from '../context.ts';
import { jsonResponse, type TextResponse } from '../http/message.ts';

/** Resources that clients ask for in passing (`describe`; kinds that kubectl does not find) and of which a simulated cluster has none. */
const ABSENT: readonly Resource[] = [
  { plural: 'limitranges', singular: 'limitrange', kind: 'LimitRange', group: '', version: 'v1', namespaced: true, shortNames: [] },
  { plural: 'resourcequotas', singular: 'resourcequota', kind: 'ResourceQuota', group: '', version: 'v1', namespaced: true, shortNames: [] },
  { plural: 'leases', singular: 'lease', kind: 'Lease', group: 'coordination.k8s.io', version: 'v1', namespaced: true, shortNames: [] },
  { plural: 'customresourcedefinitions', singular: 'customresourcedefinition', kind: 'CustomResourceDefinition', group: 'apiextensions.k8s.io', version: 'v1', namespaced: false, shortNames: [] },
]; // prettier-ignore

/** The answer to reading one of them: an empty list, or that there is no such object; undefined for anything else. */
export function readAbsent(
  { live }: ApiContext,
  groupVersion: string,
  place: readonly string[],
  method: string,
): TextResponse | undefined {
  const [plural, name] = place[0] === 'namespaces' ? place.slice(2) : place;
  const of = ABSENT.find(
    (one) => one.plural === plural && (one.group === '' ? 'v1' : `${one.group}/${one.version}`) === groupVersion,
  );
  if (!of || method !== 'GET') return undefined;
  if (name !== undefined) throw notFoundError(of, name);
  const metadata = { resourceVersion: String(live.cluster.revision) };
  return jsonResponse(200, { kind: `${of.kind}List`, apiVersion: groupVersion, metadata, items: [] });
}
