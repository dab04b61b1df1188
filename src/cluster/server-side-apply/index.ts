import { goJson, sameJson, sortedKeys } from '../../api/go-value.ts';
import { defaulted } from '../../api/defaults.ts';
import type { KubeObject, ObjectMeta } from '../../api/meta.ts';
import type { FieldValidation } from '../../api/read-body.ts';
import type { Resource } from '../../api/resource.ts';
import { LAST_APPLIED } from '../apply.ts';
import { requestBody } from '../body.ts';
import { createObject, requestMeta, type Admission } from '../create.ts';
import { resourceOf } from '../object-kinds.ts';
import type { JsonObject } from '../patch/json-value.ts';
import { badRequestError, conflictError, notFoundError } from '../refusals.ts';
import type { Transaction } from '../transaction.ts';
import { checkPreconditions, updateDecoded } from '../update.ts';
import { checkConfiguration } from './check.ts';
import { compared } from './compare.ts';
import { fieldConflictError } from './conflict.ts';
import type { FieldSet } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import { managedForm } from './managed-form.ts';
import { encodedManagers, withoutTimes, type Managers } from './managers.ts';
import { managersOf } from './rest.ts';
import { typedOf } from './typed.ts';
import { appliedFields, type AppliedFields, type Request } from './updater.ts';

export interface ServerSideApplyOptions {
  /** The `fieldManager` parameter; never empty. */
  readonly manager: string;
  /** Takes fields over from other managers instead of refusing. */
  readonly force?: boolean;
  /** Namespace of the request; else the object's own, else `default`. */
  readonly namespace?: string;
  readonly fieldValidation?: FieldValidation;
  /** `status`: applies to the status alone. The object must exist then. */
  readonly subresource?: 'status';
  readonly admit?: Admission;
}

export interface ServerSideApplied {
  /** As stored. */
  readonly object: KubeObject;
  readonly outcome: 'created' | 'configured' | 'unchanged';
}

/** The manager that keeps kubectl's annotation up to date and may take over from client-side apply. */
const KUBECTL = 'kubectl';

/**
 * Server-side apply as the API server does it for a PATCH with `application/apply-patch+yaml`: the configuration becomes part
 * of the object, its manager the owner of its fields; what the manager applied before and no longer does goes unless somebody
 * else owns it. Objects without a record of managers get one from `derivedManagers`. Throws StatusError, 409 with a cause for
 * each field that another manager owns and that would change, and then has changed nothing.
 */
export function applyServerSide(
  tx: Transaction,
  object: KubeObject,
  options: ServerSideApplyOptions,
): ServerSideApplied {
  const of = resourceOf(object);
  if (options.manager === '') throw badRequestError('PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch'); // prettier-ignore
  const metadata = requestMeta(of, object.metadata ?? { name: '' }, options.namespace);
  if (metadata.managedFields !== undefined) throw badRequestError('metadata.managedFields must be nil');
  const config: KubeObject = { ...object, metadata };
  checkConfiguration(config);
  const live = tx.get(of.plural, of.namespaced ? (metadata.namespace ?? '') : '', metadata.name);
  if (!live) return created(tx, of, config, options);
  checkPreconditions(of, live, metadata);
  const { next, managers } = withLastApplied(live, config, applied(of, live, config, tx.timestamp(), options), options);
  const managedFields = encodedManagers(managers);
  if (next === undefined && sameJson(withoutTimes(managedFields), withoutTimes(live.metadata.managedFields))) {
    return { object: live, outcome: 'unchanged' };
  }
  const wanted = requestBody(next ?? live, of, 'Ignore');
  const stored = updateDecoded(
    tx,
    { ...wanted, metadata: { ...wanted.metadata, managedFields } },
    {
      ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
      ...(options.admit ? { admit: options.admit } : {}),
      managedFields,
    },
  );
  return { object: stored, outcome: stored === live ? 'unchanged' : 'configured' };
}

interface Outcome {
  /** Undefined: the live object. */
  readonly next: KubeObject | undefined;
  readonly managers: Managers;
}

function created(
  tx: Transaction,
  of: Resource,
  config: KubeObject,
  options: ServerSideApplyOptions,
): ServerSideApplied {
  const { name, uid, resourceVersion } = config.metadata;
  if (options.subresource) throw notFoundError(of, name);
  if (uid) throw conflictError(of, name, `Precondition failed: UID in precondition: ${uid}, UID in object meta: `);
  if (resourceVersion) throw notFoundError(of, name);
  const nothing = managedForm(undefined, config.kind);
  const { managers } = appliedFields(
    nothing,
    config as JsonObject,
    new Map(),
    requestFor(of, config, tx.timestamp(), options),
  );
  const object = createObject(tx, defaulted(requestBody(config, of, 'Ignore')), {
    ...(options.admit ? { admit: options.admit } : {}),
    managedFields: encodedManagers(managers),
  });
  return { object, outcome: 'created' };
}

function requestFor(
  of: Resource,
  { kind, apiVersion }: KubeObject,
  time: string,
  options: ServerSideApplyOptions,
): Request & { force: boolean } {
  const { manager, subresource, force = false } = options;
  return {
    typed: typedOf(kind),
    plural: of.plural,
    time,
    force,
    identity: { name: manager, operation: 'Apply', apiVersion, ...(subresource === undefined ? {} : { subresource }) },
  };
}

/** The merged object and its managers, or the conflict error. */
function applied(
  of: Resource,
  live: KubeObject,
  config: KubeObject,
  time: string,
  options: ServerSideApplyOptions,
): Outcome {
  const managers = managersOf(live, of.plural);
  const form = managedForm(live, live.kind);
  const request = requestFor(of, config, time, options);
  let outcome: AppliedFields = appliedFields(form, config as JsonObject, managers, request);
  if (outcome.conflicts.length > 0 && !request.force) {
    const allowed = options.manager === KUBECTL ? lastAppliedFields(live) : undefined;
    const left = allowed ? outcome.conflicts.filter(({ path }) => !allowed.has(path)) : outcome.conflicts;
    if (left.length > 0) throw fieldConflictError(left);
    outcome = appliedFields(form, config as JsonObject, managers, { ...request, force: true });
  }
  return { next: outcome.object as KubeObject | undefined, managers: outcome.managers };
}

/** What kubectl's client-side apply set and nobody changed since: its server-side apply may take that over. */
function lastAppliedFields(live: KubeObject): FieldSet | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED];
  if (!text) return undefined;
  try {
    const last = JSON.parse(text) as KubeObject;
    if (last.apiVersion !== live.apiVersion) return undefined;
    const typed = typedOf(live.kind);
    const { added, modified, removed } = compared(last, managedForm(live, live.kind), typed);
    return fieldsOf(last, typed).difference(modified).difference(added).difference(removed);
  } catch {
    return undefined;
  }
}

/** kubectl's annotation, where the object has it, follows what kubectl applies (lastAppliedUpdater). */
function withLastApplied(
  live: KubeObject,
  config: KubeObject,
  outcome: Outcome,
  options: ServerSideApplyOptions,
): Outcome {
  const { next = live } = outcome;
  if (options.manager !== KUBECTL || !next.metadata.annotations?.[LAST_APPLIED]) return outcome;
  const text = `${goJson(sortedKeys(withoutAnnotation(config)))}\n`;
  if (next.metadata.annotations[LAST_APPLIED] === text) return outcome;
  const metadata: ObjectMeta = {
    ...next.metadata,
    annotations: { ...next.metadata.annotations, [LAST_APPLIED]: text },
  };
  return { ...outcome, next: { ...next, metadata } };
}

function withoutAnnotation(config: KubeObject): KubeObject {
  const { annotations } = config.metadata;
  if (!annotations) return config;
  const { [LAST_APPLIED]: _, ...others } = annotations;
  return { ...config, metadata: { ...config.metadata, annotations: others } };
}

export { recordUpdate, type Writer } from './record.ts';
