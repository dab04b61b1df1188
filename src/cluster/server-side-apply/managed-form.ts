import type { KubeObject } from '../../api/meta.ts';
import type { JsonObject } from '../patch/json-value.ts';
import { compared } from './compare.ts';
import type { FieldSet } from './field-set.ts';
import { goForm } from './go-form.ts';
import { typedOf } from './typed.ts';

/** The object as ownership sees it: in Go's form, without what is written about ownership. */
export function managedForm(object: KubeObject | undefined, kind: string): JsonObject {
  if (!object) return goForm(undefined, kind);
  const { managedFields: _, ...metadata } = object.metadata;
  return goForm({ ...object, metadata }, kind);
}

/** The fields in which an object differs from a new one: what somebody must have set. */
export function setFields(object: KubeObject): FieldSet {
  const { kind } = object;
  const { added, modified } = compared(managedForm(undefined, kind), managedForm(object, kind), typedOf(kind));
  return added.union(modified);
}
