import { invalid, invalidEach, type FieldError } from '../field-error.ts';
import { fields, texts, type Fields } from '../go-value.ts';
import { dns1123LabelMessages, labelKeyMessages } from '../names.ts';
import { validateMeta, validateMetaUpdate } from '../validate-meta.ts';

const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** What is wrong with a defaulted Namespace: upstream's ValidateNamespace. */
export function validateNamespace(namespace: Fields): FieldError[] {
  const path = 'spec.finalizers';
  return [
    ...validateMeta(namespace['metadata'], false, dns1123LabelMessages),
    ...texts(fields(namespace['spec'])['finalizers']).flatMap((finalizer) => [
      ...invalidEach(path, finalizer, labelKeyMessages(finalizer)),
      ...(finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
        ? []
        : [invalid(path, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')]),
    ]),
  ];
}

/** Upstream looks at the metadata alone. */
export function validateNamespaceUpdate(next: Fields, previous: Fields): FieldError[] {
  return validateMetaUpdate(next['metadata'], previous['metadata']);
}
