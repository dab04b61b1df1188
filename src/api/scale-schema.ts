import type { TypeTable } from './schema-table.ts';

/** Bodies of subresources: scale and pods/binding. */
export const SCALE_TYPES: TypeTable = {
  Scale: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 spec v1.ScaleSpec
    3 status v1.ScaleStatus`,
  ScaleSpec: `
    1 replicas int32`,
  ScaleStatus: `
    1 replicas int32 always required
    2 selector string`,
  Binding: `
    ~TypeMeta
    1 metadata v1.ObjectMeta =ObjectMeta
    2 target v1.ObjectReference always required`,
  ObjectReference: `
    (atomic)
    1 kind string
    2 namespace string
    3 name string
    4 uid types.UID =UID
    5 apiVersion string =APIVersion
    6 resourceVersion string
    7 fieldPath string`,
};
