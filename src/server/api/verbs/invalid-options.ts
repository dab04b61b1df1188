import type { FieldError } from '../../../api/field-error.ts';
import type { Resource } from '../../../api/resource.ts';
import { invalidError } from '../../../cluster/refusals.ts';
import type { StatusError } from '../../../cluster/status-error.ts';

/** 422: the query of a request holds what its options (`ListOptions`, `PatchOptions` ...) do not allow. */
export function invalidOptions(kind: string, errors: readonly FieldError[]): StatusError {
  const of: Resource = {
    kind,
    group: 'meta.k8s.io',
    version: 'v1',
    plural: kind,
    singular: kind,
    namespaced: false,
    shortNames: [],
  };
  return invalidError(of, '', errors);
}
