import { keyOf, type Cluster } from '../../../cluster/cluster.ts';
import { getObject } from '../../../cluster/list.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { acceptedForm, type Form } from '../http/accept.ts';
import { jsonResponse, JSON_TYPE, type ApiRequest, type TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { statusObject } from '../http/status.ts';
import type { ApiContext } from '../context.ts';
import { listText, type ListMeta } from '../objects/json-text.ts';
import { selected, selectionOf } from '../objects/selection.ts';
import { includeObjectOf, partialItem, partialText, tableText } from '../objects/table.ts';
import { viewOf } from '../objects/view.ts';
import { withManagers } from '../../../cluster/server-side-apply/shown.ts';
import { continueToken, expiredToken, readContinueToken } from './continue-token.ts';
import { checkListOptions } from './list-options.ts';
import { checkRevision, revisionParameter } from './revision.ts';

/** GET of one object. Throws StatusError. */
export function readObject(context: ApiContext, route: Route, request: ApiRequest): TextResponse {
  const { cluster } = context.live;
  checkRevision(revisionParameter(request.query), cluster.revision);
  const object = getObject(cluster, route.of.plural, route.namespace, route.name);
  return objectResponse(context, route, request, object);
}

/** One object in the form that the client wants. */
export function objectResponse(
  context: ApiContext,
  route: Route,
  request: ApiRequest,
  object: KubeObject,
  { status = 200, warnings = [] }: { status?: number; warnings?: readonly string[] } = {},
): TextResponse {
  const form = acceptedForm(request.headers['accept']);
  const shown = form.as === 'Table' ? object : withManagers(object, route.of.plural);
  const body = formedObject(context, route, request, shown, form);
  return { status, contentType: JSON_TYPE, body: `${body}\n`, warnings };
}

function formedObject(
  context: ApiContext,
  route: Route,
  { query }: ApiRequest,
  object: KubeObject,
  form: Form,
): string {
  if (form.as === 'PartialObjectMetadata') return partialText(object, form.version);
  if (form.as !== 'Table') return viewOf(route).text(object);
  const { resourceVersion = '' } = object.metadata;
  return tableText([object], { resourceVersion }, tableOptions(context, route, query, form));
}

export function tableOptions(
  { live }: ApiContext,
  route: Route,
  query: URLSearchParams,
  form: Form,
): Parameters<typeof tableText>[2] {
  return {
    plural: route.of.plural,
    version: form.version,
    includeObject: includeObjectOf(query),
    context: { now: live.now(), ...versionOf(live.cluster) },
    textOf: viewOf(route).text,
  };
}

function versionOf({ config }: Cluster): { kubeVersion?: '1.20' | '1.36' } {
  return config.kubeVersion === '1.20' || config.kubeVersion === '1.36' ? { kubeVersion: config.kubeVersion } : {};
}

/** GET of a collection, whole or in pieces. Throws StatusError. */
export function listCollection(context: ApiContext, route: Route, request: ApiRequest): TextResponse {
  const form = acceptedForm(request.headers['accept']);
  const selection = selectionOf(route, request.query);
  checkListOptions(request.query);
  const limit = limitOf(request.query);
  const token = request.query.get('continue') ?? '';
  const start = token === '' ? undefined : readContinueToken(token);
  const cluster = clusterOf(context, request.query, start?.revision);
  if (!cluster) return expired(start?.after ?? '');
  const relative = (object: KubeObject): string => (route.namespace === '' ? keyOf(object) : object.metadata.name);
  let objects = selected(cluster, selection);
  if (start) objects = objects.filter((object) => relative(object) > start.after);
  const shown = limit > 0 && objects.length > limit ? objects.slice(0, limit) : objects;
  const metadata: ListMeta = {
    resourceVersion: String(cluster.revision),
    ...more(context, cluster, shown, objects.length, selection.all, relative),
  };
  return { status: 200, contentType: JSON_TYPE, body: listBody(context, route, request, shown, metadata, form) };
}

function more(
  { live, snapshots }: ApiContext,
  cluster: Cluster,
  shown: readonly KubeObject[],
  total: number,
  countable: boolean,
  relative: (object: KubeObject) => string,
): Partial<ListMeta> {
  const last = shown.at(-1);
  if (shown.length === total || !last) return {};
  snapshots.keep(cluster, live.now());
  return {
    continue: continueToken({ revision: cluster.revision, after: relative(last) }),
    // With a selector nobody has counted the rest upstream.
    ...(countable ? { remainingItemCount: total - shown.length } : {}),
  };
}

function listBody(
  context: ApiContext,
  route: Route,
  { query }: ApiRequest,
  objects: readonly KubeObject[],
  metadata: ListMeta,
  form: Form,
): string {
  if (form.as === 'Table') return `${tableText(objects, metadata, tableOptions(context, route, query, form))}\n`;
  if (form.as === 'PartialObjectMetadata') {
    return `{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/${form.version}","metadata":${JSON.stringify(metadata)},"items":[${objects.map(partialItem).join(',')}]}\n`;
  }
  return listText(route.of, metadata, objects.map(viewOf(route).item), route.groupVersion);
}

/** The state that a list is to show; undefined if it is gone. */
function clusterOf(context: ApiContext, query: URLSearchParams, revision: number | undefined): Cluster | undefined {
  const { live, snapshots } = context;
  if (revision !== undefined) {
    if (query.get('resourceVersion') && query.get('resourceVersion') !== '0') {
      throw badRequestError('specifying resource version is not allowed when using continue');
    }
    if (revision === -1 || revision === live.cluster.revision) return live.cluster;
    return snapshots.at(revision, live.now());
  }
  const asked = revisionParameter(query);
  checkRevision(asked, live.cluster.revision);
  if (query.get('resourceVersionMatch') !== 'Exact' || asked === undefined || asked === live.cluster.revision) {
    return live.cluster;
  }
  const found = snapshots.at(asked, live.now());
  if (!found) throw new StatusError(410, 'Expired', `The resourceVersion for the provided list is too old.`);
  return found;
}

function expired(after: string): TextResponse {
  const { error, token } = expiredToken(after);
  return jsonResponse(error.code, { ...statusObject(error), metadata: { continue: token } });
}

function limitOf(query: URLSearchParams): number {
  const given = query.get('limit') ?? '';
  // What the watch cache has at hand (revision 0) is told whole, whatever the limit: reflectors count on it.
  if (given === '' || (query.get('resourceVersion') === '0' && !query.get('continue'))) return 0;
  const limit = Number(given);
  if (!/^-?\d+$/.test(given) || !Number.isSafeInteger(limit)) {
    throw badRequestError(`strconv.ParseInt: parsing ${JSON.stringify(given)}: invalid syntax`);
  }
  return Math.max(0, limit);
}
