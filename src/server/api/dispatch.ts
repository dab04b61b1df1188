import type { ApiContext } from './context.ts';
import {
  aggregated,
  coreVersions,
  groupDocument,
  groupList,
  isServed,
  resourceList,
  versionDocument,
} from './discovery/documents.ts';
import { answered, REVIEWS } from './discovery/reviews.ts';
import { acceptedForm } from './http/accept.ts';
import { readObjectBody } from './http/body.ts';
import {
  JSON_TYPE,
  jsonResponse,
  plainResponse,
  type ApiRequest,
  type ApiResponse,
  type TextResponse,
} from './http/message.ts';
import { routeOf, type Route } from './http/route.ts';
import { failureResponse, methodNotAllowed } from './http/status.ts';
import { proxiedOf, type Proxied } from './proxied/path.ts';
import { attachSession, execSession } from './remote/session.ts';
import { serveAbsent } from './verbs/absent.ts';
import { remove, removeCollection } from './verbs/delete.ts';
import { finalize } from './verbs/finalize.ts';
import { patch } from './verbs/patch.ts';
import { noForwarding } from './remote/forward.ts';
import { bindPod, evictPod, readLog } from './verbs/pod-subresources.ts';
import { listCollection, readObject } from './verbs/read.ts';
import { scale } from './verbs/scale.ts';
import { create, update } from './verbs/write.ts';
import { openWatch } from './watch/open.ts';

const HEALTH: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz']);
const ENDPOINTS_WARNING = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

/** Answers one request as the API server does. Never rejects: what goes wrong is a Status. */
export async function dispatch(context: ApiContext, request: ApiRequest): Promise<ApiResponse> {
  try {
    return await inWantedFormat(request, await answer(context, request));
  } catch (problem) {
    return failureResponse(problem);
  }
}

/** Objects in YAML, for who asks for that. */
async function inWantedFormat({ headers, segments }: ApiRequest, response: ApiResponse): Promise<ApiResponse> {
  const wanted = headers['accept'] ?? '';
  if (!wanted.includes('yaml') || !('body' in response) || response.contentType !== JSON_TYPE) return response;
  if (segments[0] === 'openapi' || !acceptedForm(wanted).yaml) return response;
  const { yamlText } = await import('../../render/kubectl/yaml/index.ts');
  const body = yamlText(JSON.parse(String(response.body)));
  return { ...response, contentType: 'application/yaml', body };
}

function answer(context: ApiContext, request: ApiRequest): ApiResponse | Promise<ApiResponse> {
  const [first = '', ...rest] = request.segments;
  switch (first) {
    case 'api':
    case 'apis':
      return underApi(context, request, first === 'api', rest);
    case '':
      return jsonResponse(200, {
        paths: ['/api', '/api/v1', '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'],
      });
    case 'version':
      return jsonResponse(200, versionDocument(context.live.cluster.config));
    case 'openapi':
      return openApi(request, rest);
    default:
      return HEALTH.has(first) ? plainResponse(200, 'ok') : pageNotFound();
  }
}

function pageNotFound(): TextResponse {
  return plainResponse(404, '404 page not found\n');
}

async function openApi({ headers }: ApiRequest, [version, ...rest]: readonly string[]): Promise<TextResponse> {
  if (version === 'v2' && rest.length === 0) {
    const { swaggerResponse } = await import('./openapi/swagger.ts');
    return swaggerResponse(headers['accept']);
  }
  if (version !== 'v3') return pageNotFound();
  const { openApiDocument, openApiRoot } = await import('./openapi/document.ts');
  if (rest.length === 0) return jsonResponse(200, openApiRoot());
  const groupVersion = rest.slice(1).join('/');
  const isPlaced = rest[0] === (groupVersion.includes('/') ? 'apis' : 'api');
  if (!isPlaced || !isServed(groupVersion)) return pageNotFound();
  const { text, hash } = openApiDocument(groupVersion);
  return { status: 200, contentType: 'application/json', body: text, headers: { Etag: `"${hash}"` } };
}

function underApi(
  context: ApiContext,
  request: ApiRequest,
  core: boolean,
  rest: readonly string[],
): ApiResponse | Promise<ApiResponse> {
  if (rest.length === 0) return discovery(request, core);
  const [group = '', version = ''] = rest;
  const groupVersion = core ? group : `${group}/${version}`;
  const place = rest.slice(core ? 1 : 2);
  if (!core && rest.length === 1) {
    const document = groupDocument(group);
    return document ? jsonResponse(200, document) : pageNotFound();
  }
  if (!isServed(groupVersion) || core === groupVersion.includes('/')) return pageNotFound();
  if (place.length === 0) return jsonResponse(200, resourceList(groupVersion));
  const to = proxiedOf(groupVersion, place);
  if (to) return proxied(context, to, request);
  const review = REVIEWS.find((one) => one.groupVersion === groupVersion && one.plural === place[0]);
  if (review && place.length === 1) {
    if (request.method !== 'POST') throw methodNotAllowed();
    return readObjectBody(request).then(({ value }) => jsonResponse(201, answered(review, value)));
  }
  const route = routeOf(groupVersion, place, request.method, request.query);
  return withEndpointsWarning(context, route, serve(context, route, request));
}

async function proxied(context: ApiContext, to: Proxied, request: ApiRequest): Promise<TextResponse> {
  const { proxiedResponse } = await import('./proxied/response.ts');
  return proxiedResponse(context, to, request);
}

function discovery({ method, headers }: ApiRequest, core: boolean): TextResponse {
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed();
  const form = acceptedForm(headers['accept'], true);
  if (form.as !== 'APIGroupDiscoveryList') return jsonResponse(200, core ? coreVersions('127.0.0.1') : groupList());
  return {
    ...jsonResponse(200, aggregated(core, form.version)),
    contentType: `application/json;g=apidiscovery.k8s.io;v=${form.version};as=APIGroupDiscoveryList`,
  };
}

function serve(context: ApiContext, route: Route, request: ApiRequest): ApiResponse | Promise<ApiResponse> {
  const { verb, subresource } = route;
  if (route.absent) return serveAbsent(context, route, request);
  if (subresource === 'scale') return scale(context, route, request);
  if (subresource === 'log') return readLog(context, route, request);
  if (subresource === 'binding') return bindPod(context, route, request);
  if (subresource === 'eviction') return evictPod(context, route, request);
  if (subresource === 'exec') return { session: execSession(context, route, request) };
  if (subresource === 'attach') return { session: attachSession(context, route, request) };
  if (subresource === 'portforward') throw noForwarding(context, route);
  if (subresource === 'finalize') return finalize(context, route, request);
  switch (verb) {
    case 'get':
      return readObject(context, route, request);
    case 'list':
      return listCollection(context, route, request);
    case 'watch':
      return { watch: openWatch(context, route, request) };
    case 'create':
      return create(context, route, request);
    case 'update':
      return update(context, route, request);
    case 'patch':
      return patch(context, route, request);
    case 'delete':
      return remove(context, route, request);
    case 'connect':
      throw methodNotAllowed();
    case 'deletecollection':
      if (route.of.plural === 'namespaces') throw methodNotAllowed();
      return removeCollection(context, route, request);
  }
}

/** Every request about Endpoints is told that they are on their way out. */
async function withEndpointsWarning(
  { live }: ApiContext,
  { of }: Route,
  pending: ApiResponse | Promise<ApiResponse>,
): Promise<ApiResponse> {
  const response = await pending;
  const minor = Number(live.cluster.config.kubeVersion.split('.')[1]);
  if (of.plural !== 'endpoints' || !('body' in response) || minor < 33) return response;
  return { ...response, warnings: [...new Set([...(response.warnings ?? []), ENDPOINTS_WARNING])] };
}
