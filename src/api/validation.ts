import { validateDeployment, validateDeploymentUpdate } from './deployment/validate.ts';
import type { FieldError } from './field-error.ts';
import type { Fields } from './go-value.ts';
import type { KubeObject } from './meta.ts';
import { validatePod } from './pod/validate.ts';
import { validatePodUpdate } from './pod/validate-update.ts';
import { validateService } from './service/validate.ts';
import { validateServiceUpdate } from './service/validate-update.ts';

interface Validator {
  readonly create: (object: Fields) => FieldError[];
  readonly update: (next: Fields, previous: Fields) => FieldError[];
}

const VALIDATORS: ReadonlyMap<string, Validator> = new Map([
  ['Deployment', { create: validateDeployment, update: validateDeploymentUpdate }],
  ['Pod', { create: validatePod, update: validatePodUpdate }],
  ['Service', { create: validateService, update: validateServiceUpdate }],
]);

/** What is wrong with a new object that has its defaults and allocations, in the API server's order. */
export function validateCreate(object: KubeObject): FieldError[] {
  return VALIDATORS.get(object.kind)?.create(object) ?? [];
}

/** What is wrong with putting `next` (defaulted, allocated, its system metadata carried over) in the place of `previous`. */
export function validateUpdate(next: KubeObject, previous: KubeObject): FieldError[] {
  return VALIDATORS.get(next.kind)?.update(next, previous) ?? [];
}
