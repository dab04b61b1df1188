import { forbidden, invalid, invalidEach, required, tooLong, type FieldError } from './field-error.ts';
import {
  fields,
  given,
  goQuote,
  items,
  number,
  sameJson,
  sortedKeys,
  stringEntries,
  text,
  texts,
  type Fields,
} from './go-value.ts';
import { byteLength, dns1123LabelMessages, labelKeyMessages } from './names.ts';
import { validateLabels } from './validate-labels.ts';

/** The messages for a name; one rule for each kind. */
export type NameRule = (name: string) => string[];

const ANNOTATION_BYTES = 256 * 1024;
const IMMUTABLE = 'field is immutable';
/** Finalizers without a prefix that the API server knows. */
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** What is wrong with an object's metadata when it is created: upstream's ValidateObjectMeta. */
export function validateMeta(value: unknown, namespaced: boolean, nameRule: NameRule): FieldError[] {
  const meta = fields(value);
  const errors: FieldError[] = [];
  const generateName = text(meta['generateName']);
  // A generated suffix follows, so a trailing dash is no fault.
  const prefix = generateName.endsWith('-') ? `${generateName.slice(0, -1)}a` : generateName;
  if (generateName !== '') errors.push(...invalidEach('metadata.generateName', generateName, nameRule(prefix)));
  const name = text(meta['name']);
  if (name === '') errors.push(required('metadata.name', 'name or generateName is required'));
  else errors.push(...invalidEach('metadata.name', name, nameRule(name)));
  return [...errors, ...validateCommonMeta(meta, namespaced)];
}

function validateCommonMeta(meta: Fields, namespaced: boolean): FieldError[] {
  const errors: FieldError[] = [];
  const namespace = text(meta['namespace']);
  if (!namespaced) {
    if (namespace !== '') errors.push(forbidden('metadata.namespace', 'not allowed on this type'));
  } else if (namespace === '') errors.push(required('metadata.namespace'));
  else errors.push(...invalidEach('metadata.namespace', namespace, dns1123LabelMessages(namespace)));
  const generation = number(meta['generation']);
  if (generation < 0) errors.push(invalid('metadata.generation', generation, 'must be greater than or equal to 0'));
  return [
    ...errors,
    ...validateLabels(meta['labels'], 'metadata.labels'),
    ...validateAnnotations(meta['annotations'], 'metadata.annotations'),
    ...validateOwners(items(meta['ownerReferences'])),
    ...validateFinalizers(texts(meta['finalizers'])),
    ...validateStandardFinalizers(texts(meta['finalizers'])),
  ];
}

/** Keys follow the label rule with their case ignored; keys and values together are limited to 256 KiB. */
export function validateAnnotations(annotations: unknown, path: string): FieldError[] {
  const entries = stringEntries(annotations);
  const errors = entries.flatMap(([key]) => invalidEach(path, key, labelKeyMessages(key.toLowerCase())));
  const size = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return size > ANNOTATION_BYTES ? [...errors, tooLong(path, ANNOTATION_BYTES)] : errors;
}

function validateOwners(owners: readonly unknown[]): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const [i, entry] of owners.entries()) {
    const owner = fields(entry);
    const path = `metadata.ownerReferences[${i}]`;
    const apiVersion = text(owner['apiVersion']);
    if (apiVersion === '') errors.push(required(`${path}.apiVersion`, 'must not be empty'));
    else if (!/^[^/]*(\/[^/]+)?$/.test(apiVersion)) {
      errors.push(invalid(`${path}.apiVersion`, apiVersion, 'must be <group>/<version> or <version>'));
    }
    for (const field of ['kind', 'name', 'uid']) {
      if (text(owner[field]) === '') errors.push(required(`${path}.${field}`, 'must not be empty'));
    }
    if (apiVersion === 'v1' && owner['kind'] === 'Event') {
      errors.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
    }
    if (owner['controller'] !== true) continue;
    const self = `${text(owner['kind'])}/${text(owner['name'])}`;
    if (controller === undefined) controller = self;
    else {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${self}`;
      errors.push(invalid('metadata.ownerReferences', owners, detail));
    }
  }
  return errors;
}

function validateFinalizers(finalizers: readonly string[]): FieldError[] {
  const path = 'metadata.finalizers';
  const errors = finalizers.flatMap((finalizer) => invalidEach(path, finalizer, labelKeyMessages(finalizer)));
  if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion')) {
    const detail = 'finalizer orphan and foregroundDeletion cannot be both set';
    errors.push(invalid(path, finalizers, detail));
  }
  return errors;
}

/** Core's own rule beside the general one: a finalizer without a domain must be one that Kubernetes knows. */
function validateStandardFinalizers(finalizers: readonly string[]): FieldError[] {
  return finalizers.flatMap((finalizer, i) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
      ? []
      : [
          invalid(
            `metadata.finalizers[${i}]`,
            finalizer,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ],
  );
}

/** What is wrong with changing `previous` metadata into `next`: upstream's ValidateObjectMetaUpdate. */
export function validateMetaUpdate(next: unknown, previous: unknown): FieldError[] {
  const now = fields(next);
  const before = fields(previous);
  const errors: FieldError[] = [];
  if (given(before['deletionTimestamp'])) errors.push(...validateNoNewFinalizers(now, before));
  if (text(now['resourceVersion']) === '') {
    errors.push(invalid('metadata.resourceVersion', '', 'must be specified for an update'));
  }
  const generation = number(now['generation']);
  if (generation < 0) errors.push(invalid('metadata.generation', generation, 'must be greater than or equal to 0'));
  if (generation < number(before['generation'])) {
    errors.push(invalid('metadata.generation', generation, 'must not be decremented'));
  }
  for (const field of ['name', 'namespace', 'uid'] as const) {
    errors.push(...validateImmutable(text(now[field]), text(before[field]), `metadata.${field}`));
  }
  for (const field of ['creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    errors.push(...validateImmutable(now[field], before[field], `metadata.${field}`));
  }
  return [
    ...errors,
    ...validateLabels(now['labels'], 'metadata.labels'),
    ...validateAnnotations(now['annotations'], 'metadata.annotations'),
    ...validateOwners(items(now['ownerReferences'])),
    ...validateStandardFinalizers(texts(now['finalizers'])),
  ];
}

function validateNoNewFinalizers(now: Fields, before: Fields): FieldError[] {
  const kept = new Set(texts(before['finalizers']));
  const added = texts(now['finalizers']).filter((finalizer) => !kept.has(finalizer));
  if (added.length === 0) return [];
  const list = `[]string{${added.sort().map(goQuote).join(', ')}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [forbidden('metadata.finalizers', detail)];
}

/** An `Invalid value: ...: field is immutable` error if the two differ, shown as JSON with maps in key order. */
export function validateImmutable(next: unknown, previous: unknown, path: string): FieldError[] {
  return sameJson(next ?? null, previous ?? null) ? [] : [invalid(path, sortedKeys(next ?? null), IMMUTABLE)];
}
