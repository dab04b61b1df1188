import { defaulted } from '../api/defaults.ts';
import { sameJson } from '../api/go-value.ts';
import type { KubeObject, ObjectMeta } from '../api/meta.ts';
import type { Namespace } from '../api/namespace/type.ts';
import type { Resource } from '../api/resource.ts';
import type { Service } from '../api/service/type.ts';
import { validateUpdate } from '../api/validation.ts';
import type { FieldValidation } from '../api/read-body.ts';
import { requestBody } from './body.ts';
import { createObject, requestMeta, type Admission } from './create.ts';
import { hasGeneration, hasStatus, isCreatedByUpdate, isWantedChange, resourceOf } from './object-kinds.ts';
import { conflictError, invalidError, notFoundError } from './refusals.ts';
import { mayGo } from './namespaces.ts';
import { allocateForUpdate } from './service/prepare.ts';
import { withoutTimes, type ManagedFieldsEntry } from './server-side-apply/managers.ts';
import { recordUpdate } from './server-side-apply/record.ts';
import type { Transaction } from './transaction.ts';

export interface UpdateOptions {
  readonly namespace?: string;
  /** `status`: only the status is taken over; missing: everything but the status. */
  readonly subresource?: 'status';
  readonly admit?: Admission;
  /** What is done about fields that the kind does not have; kubectl asks for Strict. */
  readonly fieldValidation?: FieldValidation;
  /** Who writes (`kubectl-edit`); missing: nobody who would be noted. */
  readonly fieldManager?: string;
  /** The subresource that the writer is noted with, if it is not the one that is written. */
  readonly through?: 'status' | 'scale';
  /** The record of managers to store; else it is brought up to date where the object keeps one. */
  readonly managedFields?: ManagedFieldsEntry[];
}

/**
 * Puts the object in the place of the stored one as the API server does for a PUT. Returns it as stored; an update that
 * changes nothing keeps the resourceVersion. A resourceVersion in the object must be the stored one's. Throws StatusError.
 */
export function updateObject(tx: Transaction, object: KubeObject, options: UpdateOptions = {}): KubeObject {
  return updateDecoded(tx, requestBody(object, resourceOf(object), options.fieldValidation), options);
}

/** The same for an object that has been decoded. */
export function updateDecoded(tx: Transaction, object: KubeObject, options: UpdateOptions): KubeObject {
  const of = resourceOf(object);
  const given = requestMeta(of, object.metadata ?? { name: '' }, options.namespace);
  const current = tx.get(of.plural, of.namespaced ? (given.namespace ?? '') : '', given.name);
  if (!current) {
    if (isCreatedByUpdate(of) && !options.subresource) return createObject(tx, object, options);
    throw notFoundError(of, given.name);
  }
  checkPreconditions(of, current, given);
  const metadata = carriedMeta(given, current.metadata);
  const next =
    options.subresource === 'status'
      ? withManagers(tx, of, current, statusOnly(current, object, metadata), options)
      : wholeButStatus(tx, of, current, { ...object, metadata }, options);
  const errors = validateUpdate(next, current);
  if (errors.length > 0) throw invalidError(of, given.name, errors);
  return store(tx, of, next, current);
}

/** Throws StatusError (409) unless the object in hand is the one that is stored, in the version that is stored. */
export function checkPreconditions(
  of: Resource,
  current: KubeObject,
  expected: { readonly uid?: string; readonly resourceVersion?: string },
): void {
  const { name, uid, resourceVersion } = current.metadata;
  if (expected.uid && expected.uid !== uid) {
    const because = `Precondition failed: UID in precondition: ${expected.uid}, UID in object meta: ${uid ?? ''}`;
    throw conflictError(of, name, because);
  }
  if (expected.resourceVersion && expected.resourceVersion !== resourceVersion) throw conflictError(of, name);
}

/** Taken from the stored object where the request leaves it out; otherwise validation finds the difference. */
function carriedMeta(given: ObjectMeta, current: ObjectMeta): ObjectMeta {
  const metadata: ObjectMeta = { ...given };
  for (const field of ['uid', 'creationTimestamp', 'resourceVersion'] as const) {
    if (!metadata[field] && current[field]) metadata[field] = current[field];
  }
  for (const field of ['deletionTimestamp', 'deletionGracePeriodSeconds', 'generation', 'generateName'] as const) {
    delete metadata[field];
    if (current[field] !== undefined) Object.assign(metadata, { [field]: current[field] });
  }
  delete metadata['selfLink'];
  return metadata;
}

function statusOnly(current: KubeObject, object: KubeObject, metadata: ObjectMeta): KubeObject {
  const { labels, ownerReferences } = current.metadata;
  const kept: ObjectMeta = { ...metadata };
  delete kept.labels;
  delete kept.ownerReferences;
  if (labels) kept.labels = labels;
  if (ownerReferences) kept.ownerReferences = ownerReferences;
  return { ...current, status: object['status'], metadata: kept };
}

function wholeButStatus(
  tx: Transaction,
  of: Resource,
  current: KubeObject,
  object: KubeObject,
  options: UpdateOptions,
): KubeObject {
  const { admit } = options;
  const asked: KubeObject = { ...object };
  if (hasStatus(of)) {
    delete asked['status'];
    if (current['status'] !== undefined) asked['status'] = current['status'];
  }
  // A namespace's own finalizers are changed through `finalize` alone.
  if (of.plural === 'namespaces') asked['spec'] = current['spec'];
  const draft = defaulted(asked);
  const next = withManagers(tx, of, current, admit ? admit(draft, tx) : draft, options);
  if (of.plural === 'services') allocateForUpdate(tx, next as Service, current as Service);
  return next;
}

/** The object with its record of managers brought up to date; without a manager's name the record stays as it is. */
function withManagers(
  tx: Transaction,
  of: Resource,
  current: KubeObject,
  next: KubeObject,
  options: UpdateOptions,
): KubeObject {
  const { managedFields: asked, ...metadata } = next.metadata;
  const isForgotten = !options.managedFields && isReset(asked);
  const managedFields = isForgotten ? [] : (options.managedFields ?? updatedRecord(tx, of, current, next, options));
  if (!managedFields?.length) return { ...next, metadata: metadata as ObjectMeta };
  return { ...next, metadata: { ...(metadata as ObjectMeta), managedFields: [...managedFields] } };
}

function updatedRecord(
  tx: Transaction,
  of: Resource,
  current: KubeObject,
  next: KubeObject,
  { fieldManager: manager, subresource, through = subresource }: UpdateOptions,
): readonly unknown[] | undefined {
  if (manager === undefined) return current.metadata.managedFields;
  const writer = { manager, ...(through === undefined ? {} : { subresource: through }) };
  return recordUpdate(current, next, writer, tx.timestamp(), of.plural);
}

/** An empty record in a request: the writer wants all ownership forgotten. */
function isReset(managedFields: readonly unknown[] | undefined): boolean {
  if (!managedFields) return false;
  return managedFields.length === 0 || (managedFields.length === 1 && sameJson(managedFields[0], {}));
}

/** Stores what changed. An object that is being deleted goes away with its last finalizer. */
function store(tx: Transaction, of: Resource, next: KubeObject, current: KubeObject): KubeObject {
  const { namespace = '', name, deletionTimestamp, finalizers = [] } = next.metadata;
  if (sameJson(withoutEmpty(next), withoutEmpty(current))) return current;
  const wanted = hasGeneration(of, tx.config) && isWantedChange(of, next, current);
  const generation = (current.metadata.generation ?? 0) + 1;
  const stored = tx.put(of.plural, wanted ? { ...next, metadata: { ...next.metadata, generation } } : next);
  const waitsForKubelet = of.plural === 'pods' && (current.metadata.deletionGracePeriodSeconds ?? 0) > 0;
  const waitsForContent = of.plural === 'namespaces' && !mayGo(stored as Namespace);
  if (deletionTimestamp && finalizers.length === 0 && !waitsForKubelet && !waitsForContent) {
    tx.remove(of.plural, namespace, name);
  }
  return stored;
}

/** Empty labels and annotations are as good as none. */
function withoutEmpty(object: KubeObject): KubeObject {
  const metadata: ObjectMeta = { ...object.metadata };
  for (const field of ['labels', 'annotations'] as const) {
    if (Object.keys(metadata[field] ?? {}).length === 0) delete metadata[field];
  }
  for (const field of ['finalizers', 'ownerReferences'] as const) if (!metadata[field]?.length) delete metadata[field];
  if (metadata.managedFields) metadata.managedFields = withoutTimes(metadata.managedFields) as unknown[];
  return { ...object, metadata };
}
