import { fields, type Fields } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { getObject } from '../../../cluster/list.ts';
import { jsonPatched } from '../../../cluster/patch/json-patch.ts';
import { mergePatched } from '../../../cluster/patch/merge-patch.ts';
import { isObject } from '../../../cluster/patch/json-value.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { scaleOf, updateScale } from '../../../cluster/scale.ts';
import type { Transaction } from '../../../cluster/transaction.ts';
import type { ApiContext } from '../context.ts';
import { readObjectBody, readPatchBody } from '../http/body.ts';
import { jsonResponse, type ApiRequest, type TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { writeOptions } from './options.ts';
import { changed } from './write.ts';

/** GET, PUT and PATCH of how many replicas a deployment or replica set has. Rejects with StatusError. */
export async function scale(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const { of, namespace, name, verb } = route;
  if (verb === 'get') return jsonResponse(200, scaleOf(getObject(context.live.cluster, of.plural, namespace, name)));
  const options = writeOptions(request.query, request.headers['user-agent'], 'UpdateOptions');
  const wanted = verb === 'patch' ? await patching(request) : await putting(request);
  const stored = await changed(context, options, (tx: Transaction) => {
    return updateScale(tx, { plural: of.plural, namespace, name }, wanted, options.manager);
  });
  return jsonResponse(200, scaleOf(stored));
}

type ScaleChange = (scale: KubeObject) => Fields;

async function patching(request: ApiRequest): Promise<ScaleChange> {
  const { kind, value } = await readPatchBody(request);
  if (kind === 'json') return (scale) => fields(jsonPatched(scale, value));
  if (!isObject(value)) throw badRequestError('the patch must be an object');
  return (scale) => fields(mergePatched(scale, value));
}

async function putting(request: ApiRequest): Promise<ScaleChange> {
  const { value } = await readObjectBody(request);
  return () => value;
}
