import { fields, text } from '../../../api/go-value.ts';
import type { Pod } from '../../../api/pod/type.ts';
import { deleteObject } from '../../../cluster/delete.ts';
import { getObject } from '../../../cluster/list.ts';
import { conflictError, invalidError } from '../../../cluster/refusals.ts';
import { required } from '../../../api/field-error.ts';
import { podLog } from '../../../controllers/configuration/pod-log.ts';
import type { ApiContext } from '../context.ts';
import { readObjectBody } from '../http/body.ts';
import { jsonResponse, type ApiRequest, type TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { containerOf } from '../remote/target.ts';
import { deleteRequest } from './delete.ts';
import { writeOptions } from './options.ts';
import { changed } from './write.ts';

const SUCCESS = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

/** POST of a Binding: the scheduler's decision. Rejects with StatusError. */
export async function bindPod(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const options = writeOptions(request.query, request.headers['user-agent'], 'CreateOptions');
  const { value } = await readObjectBody(request);
  const target = fields(value['target']);
  const node = text(target['name']);
  await changed(context, options, (tx) => {
    const pod = getObject(tx, 'pods', route.namespace, route.name) as Pod;
    if (node === '') throw invalidError({ ...route.of, kind: 'Binding' }, route.name, [required('target.name')]);
    if (pod.metadata.deletionTimestamp) {
      throw conflictError(
        { ...route.of, plural: 'pods/binding' },
        route.name,
        `pod ${route.name} is being deleted, cannot be assigned to a host`,
      );
    }
    if (pod.spec.nodeName) {
      const because = `pod ${route.name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`;
      throw conflictError({ ...route.of, plural: 'pods/binding' }, route.name, because);
    }
    tx.put('pods', { ...pod, spec: { ...pod.spec, nodeName: node } });
  });
  return jsonResponse(201, SUCCESS);
}

/** POST of an Eviction: a DELETE under another name, as long as nothing guards the pod. Rejects with StatusError. */
export async function evictPod(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const { value } = await readObjectBody(request);
  const { options, how } = deleteRequest(request, fields(value['deleteOptions']));
  const { namespace, name } = route;
  await changed(context, options, (tx) => deleteObject(tx, { plural: 'pods', namespace, name }, how));
  return jsonResponse(201, SUCCESS);
}

/** GET of a container's log: what the cluster's own pods say; others have written nothing. Throws StatusError. */
export function readLog({ live }: ApiContext, route: Route, { query }: ApiRequest): TextResponse {
  const { pod } = containerOf(live.cluster, route.namespace, route.name, query);
  const tail = query.get('tailLines') ?? '';
  const body = podLog(live.cluster, pod, /^\d+$/.test(tail) ? Number(tail) : undefined);
  return { status: 200, contentType: 'text/plain', body };
}
