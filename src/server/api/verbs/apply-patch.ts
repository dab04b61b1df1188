import { isFields } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { warningsOf } from '../../../api/warnings.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { applyServerSide } from '../../../cluster/server-side-apply/index.ts';
import type { ApiContext } from '../context.ts';
import type { ReadBody } from '../http/body.ts';
import type { ApiRequest, TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { admitted } from './admission.ts';
import type { WriteOptions } from './options.ts';
import { objectResponse } from './read.ts';
import { changed, decoded } from './write.ts';

/** PATCH with an apply configuration (server-side apply). Rejects with StatusError. */
export async function applyPatch(
  context: ApiContext,
  route: Route,
  request: ApiRequest,
  { value, repeated }: ReadBody,
  options: WriteOptions,
): Promise<TextResponse> {
  if (!isFields(value)) throw badRequestError('error decoding YAML: an object is expected');
  if (request.query.get('fieldManager') === null) {
    throw badRequestError(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  }
  const { of, namespace, name, subresource } = route;
  const { warnings } = decoded(route, { value, repeated }, options);
  const metadata = isFields(value['metadata']) ? value['metadata'] : {};
  if (metadata['name'] !== undefined && metadata['name'] !== name) {
    throw badRequestError(
      `the name of the object (${String(metadata['name'])}) does not match the name on the URL (${name})`,
    );
  }
  const config = { ...value, metadata: { ...metadata, name } } as unknown as KubeObject;
  let before: KubeObject | undefined;
  const stored = await changed(context, options, (tx) => {
    before = tx.get(of.plural, namespace, name);
    return applyServerSide(tx, config, {
      manager: options.manager,
      force: options.force === true,
      fieldValidation: options.fieldValidation,
      ...(namespace === '' ? {} : { namespace }),
      ...(subresource === 'status' ? { subresource: 'status' as const } : {}),
      admit: admitted,
    }).object;
  });
  const all = [...warnings, ...warningsOf(stored, before)];
  return objectResponse(context, route, request, stored, { status: before ? 200 : 201, warnings: all });
}
