import { texts } from '../../../api/go-value.ts';
import type { Namespace } from '../../../api/namespace/type.ts';
import { validateNamespace } from '../../../api/namespace/validate.ts';
import { getObject } from '../../../cluster/list.ts';
import { finalizeNamespace } from '../../../cluster/namespaces.ts';
import { invalidError } from '../../../cluster/refusals.ts';
import { checkPreconditions } from '../../../cluster/update.ts';
import type { ApiContext } from '../context.ts';
import { readObjectBody } from '../http/body.ts';
import type { ApiRequest, TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { writeOptions } from './options.ts';
import { objectResponse } from './read.ts';
import { changed, decoded, withName } from './write.ts';

/** PUT of a namespace's `finalize`: what may keep it while it is being deleted. Rejects with StatusError. */
export async function finalize(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const options = writeOptions(request.query, request.headers['user-agent'], 'UpdateOptions');
  const { object, warnings } = decoded(route, await readObjectBody(request), options);
  const wanted = withName(route, object) as Namespace;
  const stored = await changed(context, options, (tx) => {
    const current = getObject(tx, 'namespaces', '', route.name) as Namespace;
    checkPreconditions(route.of, current, wanted.metadata);
    const finalizers = texts(wanted.spec?.finalizers);
    const errors = validateNamespace({ ...current, spec: { finalizers } });
    if (errors.length > 0) throw invalidError(route.of, route.name, errors);
    return finalizeNamespace(tx, current, finalizers);
  });
  return objectResponse(context, route, request, stored, { warnings });
}
