import type { KubeObject } from '../../api/meta.ts';
import type { PodSpec, PodTemplateSpec } from '../../api/pod/type.ts';
import { UserError } from '../../net/user-error.ts';
import { resourceType } from './resource-type.ts';

/** The pod spec of a pod, or of what makes pods. Throws UserError for kinds that have none. */
export function podSpecOf(object: KubeObject): PodSpec {
  if (object.kind === 'Pod') return object['spec'] as PodSpec;
  return templateOf(object).spec;
}

/** The pod template of a workload. Throws UserError for kinds that have none. */
export function templateOf(object: KubeObject): PodTemplateSpec {
  const { template } = (object['spec'] ?? {}) as { template?: PodTemplateSpec };
  if (template?.spec) return template;
  const { plural } = resourceType(object.kind);
  const problem = `the object is not a pod or does not have a pod template: *v1.${object.kind}`;
  throw new UserError(`${plural}/${object.metadata.name} ${problem}`, 1);
}

export function withPodSpec(object: KubeObject, spec: PodSpec): KubeObject {
  if (object.kind === 'Pod') return { ...object, spec };
  return withTemplate(object, { ...templateOf(object), spec });
}

export function withTemplate(object: KubeObject, template: PodTemplateSpec): KubeObject {
  return { ...object, spec: { ...(object['spec'] as object), template } };
}
