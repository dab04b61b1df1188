import { decodeObject } from '../../api/decode.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { FieldValidation } from '../../api/read-body.ts';
import { cannotHandle, notRegistered } from '../../api/refused-text.ts';
import { RESOURCES, resourceOfKind } from '../../api/resource.ts';
import { warningsOf } from '../../api/warnings.ts';
import { createObject } from '../../cluster/create.ts';
import type { ObjectRef } from '../../cluster/delete.ts';
import { patchObject, patchedObject, type PatchType } from '../../cluster/patch.ts';
import { badRequestError } from '../../cluster/refusals.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { updateObject } from '../../cluster/update.ts';
import { admittedSpec } from '../../controllers/pod-admission.ts';
import type { CommandContext, Io } from '../command.ts';
import { warn } from './problems.ts';
import { fieldValidationOf } from './validate.ts';

/** What the API server's admission adds to an object before it is stored. */
export function admit(object: KubeObject): KubeObject {
  if (object.kind === 'Pod') return { ...object, spec: admittedSpec((object as Pod).spec) };
  if (object.kind !== 'Namespace') return object;
  const labels = { 'kubernetes.io/metadata.name': object.metadata.name, ...object.metadata.labels };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** A POST as kubectl sends it, with the API server's warnings told. Throws StatusError. */
export function request(
  context: CommandContext,
  tx: Transaction,
  object: KubeObject,
  fieldManager: string,
): KubeObject {
  checkSpelling(object);
  const fieldValidation = fieldValidationOf(context);
  if (fieldValidation === 'Warn') warnOfUnknown(context, unknownFields(object));
  return told(
    context,
    createObject(tx, object, { admit, fieldValidation, fieldManager: writerOf(context, fieldManager) }),
  );
}

/** A PUT as kubectl sends it. */
export function requestUpdate(
  context: CommandContext,
  tx: Transaction,
  object: KubeObject,
  fieldManager: string,
): KubeObject {
  checkSpelling(object);
  const fieldValidation = fieldValidationOf(context);
  if (fieldValidation === 'Warn') warnOfUnknown(context, unknownFields(object));
  const options = { admit, fieldValidation, fieldManager: writerOf(context, fieldManager) };
  const before = storedOf(tx, object);
  return told(context, updateObject(tx, object, options), before);
}

/** The stored object that a PUT of `object` would replace. */
export function storedOf(tx: Transaction, { kind, metadata }: KubeObject): KubeObject | undefined {
  const of = resourceOfKind(kind);
  return of && tx.get(of.plural, of.namespaced ? (metadata.namespace ?? 'default') : '', metadata.name);
}

interface PatchRequest {
  readonly patch: unknown;
  readonly type: PatchType;
  readonly fieldValidation?: FieldValidation;
  /** kubectl's name for the command as a writer of fields. */
  readonly fieldManager?: string;
  readonly subresource?: 'status';
}

/** --field-manager, else kubectl's name for the command. */
function writerOf({ options }: CommandContext, command: string): string {
  const { fieldManager } = options;
  return typeof fieldManager === 'string' && fieldManager !== '' ? fieldManager : command;
}

/**
 * A PATCH. Unknown fields are told of (`patch`) or refused (`apply`: Strict). Returns the stored object, the very same one if
 * nothing changed.
 */
export function requestPatch(
  context: CommandContext,
  tx: Transaction,
  ref: ObjectRef,
  { fieldValidation = 'Warn', fieldManager = 'kubectl-patch', ...asked }: PatchRequest,
): KubeObject {
  const before = tx.get(ref.plural, ref.namespace, ref.name);
  const stored = patchedAndWarned(context, tx, ref, { ...asked, fieldValidation, fieldManager });
  return stored === before ? stored : told(context, stored, before);
}

function patchedAndWarned(
  context: CommandContext,
  tx: Transaction,
  ref: ObjectRef,
  { patch, type, fieldValidation, fieldManager, subresource }: PatchRequest & { readonly fieldManager: string },
): KubeObject {
  const known = new Set(unknownFields(tx.get(ref.plural, ref.namespace, ref.name)));
  const added =
    fieldValidation === 'Warn'
      ? unknownFields(patchedObject(tx, ref, patch, type)).filter((path) => !known.has(path))
      : [];
  const stored = patchObject(tx, ref, patch, type, {
    admit,
    ...(fieldValidation === undefined ? {} : { fieldValidation }),
    ...(subresource === undefined ? {} : { subresource }),
    fieldManager: writerOf(context, fieldManager),
  });
  warnOfUnknown(context, added);
  return stored;
}

/** Tells of fields that the kind does not have, as the API server does where they are not refused. */
function warnOfUnknown(context: CommandContext, paths: readonly string[]): void {
  for (const path of paths) warn(context, `unknown field "${path}"`);
}

/** Paths of an object's fields that its kind does not have. */
function unknownFields(object: KubeObject | undefined): readonly string[] {
  return (object && decodeObject(object, object.kind)?.unknown) ?? [];
}

/** kubectl sends `kind: service` to the right place; there it is refused. */
function checkSpelling({ kind, apiVersion }: KubeObject): void {
  if (resourceOfKind(kind)) return;
  const known = RESOURCES.find((of) => of.kind.toLowerCase() === kind);
  if (known) throw badRequestError(cannotHandle(kind, known.kind, known.version, notRegistered(kind, apiVersion)));
}

/** What each command has already told. */
const toldBefore = new WeakMap<Io, Set<string>>();

/**
 * Tells what the API server warns of in an object that was created, or changed from `before`; returns the object. Like kubectl
 * it says the same only once.
 */
export function told(context: CommandContext, object: KubeObject, before?: KubeObject): KubeObject {
  const known = toldBefore.get(context.io) ?? new Set<string>();
  toldBefore.set(context.io, known);
  for (const warning of warningsOf(object, before)) {
    if (!known.has(warning)) warn(context, warning);
    known.add(warning);
  }
  return object;
}
