import { forbidden, type FieldError } from '../field-error.ts';
import { fields, items, type Fields } from '../go-value.ts';
import { validateLabels } from '../validate-labels.ts';
import { validateAnnotations } from '../validate-meta.ts';
import { validatePodAnnotations, validateProfilesAgree } from './validate-annotations.ts';
import { validatePodSpec } from './validate-spec.ts';

/** What is wrong with a workload's pod template: upstream's ValidatePodTemplateSpec. Labels stand right below `path`. */
export function validatePodTemplate(template: Fields, path: string): FieldError[] {
  const { labels, annotations } = fields(template['metadata']);
  const spec = fields(template['spec']);
  return [
    ...validateLabels(labels, `${path}.labels`),
    ...validateAnnotations(annotations, `${path}.annotations`),
    ...validatePodAnnotations(annotations, spec, `${path}.annotations`),
    ...validatePodSpec(spec, undefined, `${path}.spec`),
    ...validateProfilesAgree(annotations, spec, `${path}.spec`),
    ...(items(spec['ephemeralContainers']).length > 0
      ? [forbidden(`${path}.spec.ephemeralContainers`, 'ephemeral containers not allowed in pod template')]
      : []),
  ];
}
