import type { KubeObject } from '../../../api/meta.ts';
import type { Pod } from '../../../api/pod/type.ts';
import { admittedSpec } from '../../../controllers/pod-admission.ts';

/** What the API server's admission adds to an object before it is stored. */
export function admitted(object: KubeObject): KubeObject {
  if (object.kind === 'Pod') return { ...object, spec: admittedSpec((object as Pod).spec) };
  if (object.kind !== 'Namespace') return object;
  const labels = { 'kubernetes.io/metadata.name': object.metadata.name, ...object.metadata.labels };
  return { ...object, metadata: { ...object.metadata, labels } };
}
