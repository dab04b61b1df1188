import { fields, number, type Fields } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { decodeObject } from '../../../api/decode.ts';
import { getObject } from '../../../cluster/list.ts';
import { jsonPatched } from '../../../cluster/patch/json-patch.ts';
import { mergePatched } from '../../../cluster/patch/merge-patch.ts';
import { isObject, type JsonObject } from '../../../cluster/patch/json-value.ts';
import { badRequestError, conflictError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import type { Transaction } from '../../../cluster/transaction.ts';
import { updateObject } from '../../../cluster/update.ts';
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
    const current = getObject(tx, of.plural, namespace, name);
    const { replicas, resourceVersion } = checked(wanted(scaleOf(current)));
    if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) throw conflictError(of, name);
    return updateObject(
      tx,
      { ...current, spec: { ...fields(current['spec']), replicas } },
      { namespace, fieldManager: options.manager, through: 'scale' },
    );
  });
  return jsonResponse(200, scaleOf(stored));
}

type ScaleChange = (scale: JsonObject) => Fields;

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

function checked(scale: Fields): { readonly replicas: number; readonly resourceVersion: string } {
  const decoded = decodeObject(scale, 'Scale');
  if (decoded?.error !== undefined) {
    throw badRequestError(`Scale in version "v1" cannot be handled as a Scale: ${decoded.error}`);
  }
  const replicas = number(fields(scale['spec'])['replicas']);
  if (replicas < 0) {
    const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
    const { name } = fields(scale['metadata']);
    throw new StatusError(422, 'Invalid', `Scale.autoscaling "${String(name)}" is invalid: spec.replicas: ${message}`, {
      name: String(name),
      group: 'autoscaling',
      kind: 'Scale',
      causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.replicas' }],
    });
  }
  const { resourceVersion } = fields(scale['metadata']);
  return { replicas, resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '' };
}

/** autoscaling/v1 Scale of a workload. */
function scaleOf({ metadata, ...object }: KubeObject): JsonObject {
  const spec = fields(object['spec']);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: number(spec['replicas']) },
    status: { replicas: number(fields(object['status'])['replicas']), selector: selectorText(spec['selector']) },
  } as JsonObject;
}

/** Upstream's metav1.FormatLabelSelector without spaces, as LabelSelectorAsSelector prints it. */
function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = fields(selector);
  const terms = Object.entries(fields(matchLabels)).map(([key, value]) => `${key}=${String(value)}`);
  for (const entry of Array.isArray(matchExpressions) ? matchExpressions : []) {
    const { key, operator, values } = fields(entry);
    const list = Array.isArray(values) ? [...(values as string[])].sort().join(',') : '';
    if (operator === 'Exists') terms.push(String(key));
    else if (operator === 'DoesNotExist') terms.push(`!${String(key)}`);
    else terms.push(`${String(key)} ${operator === 'In' ? 'in' : 'notin'} (${list})`);
  }
  return terms.sort().join(',');
}
