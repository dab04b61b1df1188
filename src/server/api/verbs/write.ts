import { isFields, type Fields } from '../../../api/go-value.ts';
import type { KubeObject } from '../../../api/meta.ts';
import { readBody } from '../../../api/read-body.ts';
import { cannotHandle, notRegistered } from '../../../api/refused-text.ts';
import type { Resource } from '../../../api/resource.ts';
import { warningsOf } from '../../../api/warnings.ts';
import { createObject } from '../../../cluster/create.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import type { Transaction } from '../../../cluster/transaction.ts';
import { updateObject } from '../../../cluster/update.ts';
import type { ApiContext } from '../context.ts';
import { readObjectBody, type ReadBody } from '../http/body.ts';
import type { ApiRequest, TextResponse } from '../http/message.ts';
import { EVENTS_GROUP_VERSION, type Route } from '../http/route.ts';
import { fromEventsGroup } from '../objects/event-view.ts';
import { admitted } from './admission.ts';
import { writeOptions, type WriteOptions } from './options.ts';
import { objectResponse } from './read.ts';
import { isRegistered } from './registered.ts';

/** POST to a collection. Rejects with StatusError. */
export async function create(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const options = writeOptions(request.query, request.headers['user-agent'], 'CreateOptions');
  const { object, warnings } = decoded(route, await readObjectBody(request), options);
  const stored = await changed(context, options, (tx) =>
    createObject(tx, object, {
      ...(route.namespace === '' ? {} : { namespace: route.namespace }),
      fieldValidation: 'Ignore',
      fieldManager: options.manager,
      admit: admitted,
    }),
  );
  const all = [...warnings, ...warningsOf(stored)];
  return objectResponse(context, route, request, stored, { status: 201, warnings: all });
}

/** PUT of an object, or of its status. Rejects with StatusError. */
export async function update(context: ApiContext, route: Route, request: ApiRequest): Promise<TextResponse> {
  const options = writeOptions(request.query, request.headers['user-agent'], 'UpdateOptions');
  const { object, warnings } = decoded(route, await readObjectBody(request), options);
  const named = withName(route, object);
  let before: KubeObject | undefined;
  const stored = await changed(context, options, (tx) => {
    const { of, namespace, name } = route;
    before = tx.get(of.plural, namespace, name);
    return updateObject(tx, named, {
      ...(namespace === '' ? {} : { namespace }),
      ...(route.subresource === 'status' ? { subresource: 'status' as const } : {}),
      fieldValidation: 'Ignore',
      fieldManager: options.manager,
      admit: admitted,
    });
  });
  const all = [...warnings, ...warningsOf(stored, before)];
  return objectResponse(context, route, request, stored, { status: before ? 200 : 201, warnings: all });
}

/** Runs the work, for good or for a dry run. */
export function changed<Result>(
  { live }: ApiContext,
  { dryRun }: WriteOptions,
  work: (tx: Transaction) => Result,
): Promise<Result> {
  return dryRun ? Promise.resolve().then(() => live.try(work)) : live.write(work);
}

/** A body as an object of the route's resource, in the version in which it is kept. Throws StatusError (400). */
export function decoded(
  route: Route,
  { value, repeated }: ReadBody & { readonly value: Fields },
  options: WriteOptions,
): { readonly object: KubeObject; readonly warnings: readonly string[] } {
  const { of } = route;
  const given = { apiVersion: route.groupVersion, kind: of.kind, ...value };
  checkType(of, route.groupVersion, given);
  const isEventsGroup = route.groupVersion === EVENTS_GROUP_VERSION;
  const stored = isEventsGroup ? fromEventsGroup(given as unknown as KubeObject) : given;
  const read = readBody(stored as KubeObject, of, {
    fieldValidation: options.fieldValidation,
    order: 'written',
    repeated,
  });
  if ('refused' in read) throw badRequestError(read.refused);
  return read;
}

function checkType(of: Resource, groupVersion: string, given: Fields): void {
  if (given['kind'] === of.kind && given['apiVersion'] === groupVersion) return;
  const kind = String(given['kind']);
  const version = String(given['apiVersion']);
  if (version !== groupVersion) {
    throw badRequestError(
      `the API version in the data (${version}) does not match the expected API version (${groupVersion})`,
    );
  }
  const group = of.group === '' ? 'core' : of.group.split('.')[0];
  const why = isRegistered(kind, version)
    ? `converting (${of.version}.${kind}) to (${group}.${of.kind}): unknown conversion`
    : notRegistered(kind, version);
  throw badRequestError(cannotHandle(kind, of.kind, of.version, why));
}

/** The object with the name of the URL, which it may leave out. Throws StatusError (400) for another name. */
export function withName(route: Route, object: KubeObject): KubeObject {
  const metadata = isFields(object.metadata) ? object.metadata : {};
  const name = (metadata as { name?: string }).name;
  if (name === route.name) return object;
  if (name) {
    throw badRequestError(`the name of the object (${name}) does not match the name on the URL (${route.name})`);
  }
  return { ...object, metadata: { ...metadata, name: route.name } };
}
