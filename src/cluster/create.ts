import { defaulted } from '../api/defaults.ts';
import type { KubeObject, ObjectMeta } from '../api/meta.ts';
import type { FieldValidation } from '../api/read-body.ts';
import type { Resource } from '../api/resource.ts';
import { validateCreate } from '../api/validation.ts';
import type { Service } from '../api/service/type.ts';
import { requestBody } from './body.ts';
import { generatedName, uuid } from './names.ts';
import { checkNamespaceOpen } from './namespaces.ts';
import { hasGeneration, initialStatus, resourceOf } from './object-kinds.ts';
import { alreadyExistsError, badRequestError, invalidError } from './refusals.ts';
import type { ManagedFieldsEntry } from './server-side-apply/managers.ts';
import { createdRecord, type StoredEntry } from './server-side-apply/rest.ts';
import { allocateForCreate } from './service/prepare.ts';
import { StatusError } from './status-error.ts';
import type { Transaction } from './transaction.ts';

/** Changes an object after defaulting and before it is stored: what admission plug-ins do. Returns the object to store. */
export type Admission = (object: KubeObject, tx: Transaction) => KubeObject;

export interface CreateOptions {
  /** Namespace of the request; else the object's own, else `default`. */
  readonly namespace?: string;
  readonly admit?: Admission;
  /** What is done about fields that the kind does not have; kubectl asks for Strict. */
  readonly fieldValidation?: FieldValidation;
  /** Who creates the object (`kubectl-create`); missing: nobody who would be noted. */
  readonly fieldManager?: string;
  /** The record of managers to store with the object, instead of one that names its creator alone. */
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** Generated names that happen to be taken are drawn again this often (Kubernetes 1.32 and later). */
const NAME_TRIES = 8;

/**
 * Creates the object as the API server does for a POST: namespace check, name generation, defaults, allocation,
 * validation. Returns it as stored. Throws StatusError and then has changed nothing. For a dry run, give it a
 * transaction that is not committed.
 */
export function createObject(tx: Transaction, given: KubeObject, options: CreateOptions = {}): KubeObject {
  const of = resourceOf(given);
  const object = requestBody(given, of, options.fieldValidation);
  const metadata = requestMeta(of, object.metadata ?? { name: '' }, options.namespace);
  const namespace = metadata.namespace ?? '';
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== '') {
    throw new StatusError(500, '', 'resourceVersion should not be set on objects to be created');
  }
  if (of.namespaced) checkNamespaceOpen(tx, of, namespace, metadata.name);
  const name = metadata.name || freeName(tx, of, namespace, metadata.generateName);
  const record = recordOf(tx, of, object, options);
  const draft = defaulted<KubeObject>({
    ...withStatus(of, object),
    metadata: { ...systemMeta(tx, of, metadata), name },
  });
  const next = options.admit ? options.admit(draft, tx) : draft;
  if (of.plural === 'services') allocateForCreate(tx, next as Service);
  const errors = validateCreate(next);
  if (errors.length > 0) throw invalidError(of, name, errors);
  if (tx.get(of.plural, namespace, name)) throw alreadyExistsError(of, name);
  if (record.length === 0) return tx.put(of.plural, next);
  return tx.put(of.plural, { ...next, metadata: { ...next.metadata, managedFields: [...record] } });
}

function recordOf(
  tx: Transaction,
  of: Resource,
  request: KubeObject,
  { fieldManager, managedFields }: CreateOptions,
): readonly StoredEntry[] {
  if (managedFields) return managedFields;
  const entry =
    fieldManager === undefined ? undefined : createdRecord(request, fieldManager, tx.timestamp(), of.plural);
  return entry ? [entry] : [];
}

/** The metadata with the request's namespace filled in. Throws StatusError (400) where object and request disagree. */
export function requestMeta(of: Resource, metadata: ObjectMeta, requested: string | undefined): ObjectMeta {
  if (!of.namespaced) return metadata;
  const own = metadata.namespace;
  if (own && requested && own !== requested) {
    throw badRequestError('the namespace of the provided object does not match the namespace sent on the request');
  }
  return { ...metadata, namespace: own || requested || 'default' };
}

function freeName(tx: Transaction, of: Resource, namespace: string, base: string | undefined): string {
  if (!base) return '';
  let name = generatedName(base, tx.random);
  for (let tries = 1; tries < NAME_TRIES && tx.get(of.plural, namespace, name); tries++) {
    name = generatedName(base, tx.random);
  }
  return name;
}

/** What nobody but the API server sets. */
function systemMeta(tx: Transaction, of: Resource, given: ObjectMeta): ObjectMeta {
  const metadata: ObjectMeta = { ...given, uid: uuid(tx.random), creationTimestamp: tx.timestamp() };
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.resourceVersion;
  delete metadata.managedFields;
  delete metadata['selfLink'];
  if (hasGeneration(of, tx.config)) metadata.generation = 1;
  else delete metadata.generation;
  return metadata;
}

function withStatus(of: Resource, object: KubeObject): KubeObject {
  const status = initialStatus(of);
  const made = status === undefined ? object : { ...object, status };
  if (of.plural !== 'namespaces') return made;
  return { ...made, spec: { ...(object['spec'] as object | undefined), finalizers: ['kubernetes'] } };
}
