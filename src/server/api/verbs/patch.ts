import { decodeObject } from '../../../api/decode.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { warningsOf } from '../../../api/warnings.ts';
import { patchedObject, patchObject } from '../../../cluster/patch.ts';
import type { ApiContext } from '../context.ts';
import { readPatchBody } from '../http/body.ts';
import type { ApiRequest, TextResponse } from '../http/message.ts';
import type { Route } from '../http/route.ts';
import { admitted } from './admission.ts';
import { applyPatch } from './apply-patch.ts';
import { writeOptions } from './options.ts';
import { objectResponse } from './read.ts';
import { changed } from './write.ts';

/** PATCH of an object, or of its status. Rejects with StatusError. */
export async function patch(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const options = writeOptions(request.query, request.headers['user-agent'], 'PatchOptions');
  const { kind, value, repeated } = await readPatchBody(request);
  if (kind === 'apply') return applyPatch(context, route, request, { value, repeated }, options);
  let unknown: readonly string[] = [];
  let before: KubeObject | undefined;
  const stored = await changed(context, options, (tx) => {
    const { of, namespace, name } = route;
    const ref = { plural: of.plural, namespace, name };
    before = tx.get(of.plural, namespace, name);
    if (options.fieldValidation === 'Warn') unknown = addedUnknown(before, patchedObject(tx, ref, value, kind));
    return patchObject(tx, ref, value, kind, {
      fieldValidation: options.fieldValidation,
      ...(route.subresource === 'status' ? { subresource: 'status' as const } : {}),
      fieldManager: options.manager,
      admit: admitted,
    });
  });
  const warnings = [...unknown.map((path) => `unknown field "${path}"`), ...warningsOf(stored, before)];
  return objectResponse(context, route, request, stored, { warnings });
}

function addedUnknown(current: KubeObject | undefined, next: KubeObject): readonly string[] {
  const known = new Set(unknownFields(current));
  return unknownFields(next).filter((path) => !known.has(path));
}

function unknownFields(object: KubeObject | undefined): readonly string[] {
  return (object && decodeObject(object, object.kind)?.unknown) ?? [];
}
