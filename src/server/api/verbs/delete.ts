import { fields, text, type Fields } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { deleteObject, type DeleteOptions, type Deleted } from '../../../cluster/delete.ts';
import { listObjects } from '../../../cluster/list.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import type { ApiContext } from '../context.ts';
import { readOptionsBody } from '../http/body.ts';
import { jsonResponse, JSON_TYPE, type ApiRequest, type TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { listText } from '../objects/json-text.ts';
import { viewOf } from '../objects/view.ts';
import { writeOptions, type WriteOptions } from './options.ts';
import { objectResponse } from './read.ts';
import { changed } from './write.ts';

/** DELETE of one object: a Status if it is gone, the object if it waits for something. Rejects with StatusError. */
export async function remove(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const body = await readOptionsBody(request);
  const { options, how } = deleteRequest(request, body);
  const { of, namespace, name } = route;
  const deleted = await changed(context, options, (tx) =>
    deleteObject(tx, { plural: of.plural, namespace, name }, how),
  );
  if (!deleted.gone || of.plural === 'pods') return objectResponse(context, route, request, deleted.object);
  return jsonResponse(200, goneStatus(route, deleted));
}

/** DELETE of a collection: the list of what was deleted. Rejects with StatusError. */
export async function removeCollection(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const body = await readOptionsBody(request);
  const { options, how } = deleteRequest(request, body);
  const { of, namespace: scope } = route;
  const selection = {
    namespace: scope,
    labelSelector: request.query.get('labelSelector') ?? '',
    fieldSelector: request.query.get('fieldSelector') ?? '',
  };
  const deleted = await changed(context, options, (tx) =>
    listObjects(tx, of.plural, selection).map(({ metadata: { namespace = '', name } }): KubeObject => {
      return deleteObject(tx, { plural: of.plural, namespace, name }, how).object;
    }),
  );
  const metadata = { resourceVersion: String(context.live.cluster.revision) };
  const items = deleted.map(viewOf(route).item);
  return { status: 200, contentType: JSON_TYPE, body: listText(of, metadata, items, route.groupVersion) };
}

function goneStatus({ of, name }: Route, { object }: Deleted): Record<string, unknown> {
  const { uid } = object.metadata;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(of.group === '' ? {} : { group: of.group }), kind: of.plural, ...(uid ? { uid } : {}) },
  };
}

/** DeleteOptions come in the body or in the query. */
export function deleteRequest(
  { query, headers }: ApiRequest,
  body: Fields,
): { readonly options: WriteOptions; readonly how: DeleteOptions } {
  const all = new URLSearchParams(query);
  if (Array.isArray(body['dryRun'])) for (const value of body['dryRun']) all.append('dryRun', String(value));
  const options = writeOptions(all, headers['user-agent'], 'DeleteOptions');
  const { uid, resourceVersion } = fields(body['preconditions']);
  const grace = body['gracePeriodSeconds'] ?? query.get('gracePeriodSeconds') ?? undefined;
  const propagation = propagationOf(body, query);
  return {
    options,
    how: {
      ...(propagation ? { propagation } : {}),
      ...(grace === undefined || grace === '' ? {} : { gracePeriodSeconds: graceOf(grace) }),
      ...(text(uid) === '' ? {} : { uid: text(uid) }),
      ...(text(resourceVersion) === '' ? {} : { resourceVersion: text(resourceVersion) }),
    },
  };
}

function graceOf(given: unknown): number {
  const seconds = Number(given);
  if (Number.isSafeInteger(seconds)) return seconds;
  throw badRequestError(`gracePeriodSeconds: Invalid value: ${JSON.stringify(given)}: must be a whole number`);
}

function propagationOf(body: Fields, query: URLSearchParams): DeleteOptions['propagation'] {
  const asked = body['propagationPolicy'] ?? query.get('propagationPolicy') ?? '';
  const orphan = body['orphanDependents'] ?? query.get('orphanDependents') ?? '';
  if (asked === 'Background' || asked === 'Foreground' || asked === 'Orphan') return asked;
  if (asked !== '') {
    throw badRequestError(
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(asked)}: supported values: "Background", "Foreground", "Orphan"`,
    );
  }
  if (orphan === '') return undefined;
  return orphan === true || orphan === 'true' ? 'Orphan' : 'Background';
}
