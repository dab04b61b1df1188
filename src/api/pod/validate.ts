import { forbidden, type FieldError } from '../field-error.ts';
import { fields, given, items, text, type Fields } from '../go-value.ts';
import { dns1123SubdomainMessages } from '../names.ts';
import { validateMeta } from '../validate-meta.ts';
import { validatePodAnnotations, validateProfilesAgree } from './validate-annotations.ts';
import { validateImageSpaces } from './validate-container.ts';
import { validatePodSpec } from './validate-spec.ts';

/** What is wrong with a defaulted Pod that is to be created: upstream's ValidatePodCreate. */
export function validatePod(pod: Fields): FieldError[] {
  const spec = fields(pod['spec']);
  const errors = validatePodMetaAndSpec(pod);
  if (items(spec['ephemeralContainers']).length > 0) {
    errors.push(forbidden('spec.ephemeralContainers', 'cannot be set on create'));
  }
  if (text(spec['nodeName']) !== '' && items(spec['schedulingGates']).length > 0) {
    errors.push(forbidden('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'));
  }
  return [...errors, ...validateProfilesAgree(fields(pod['metadata'])['annotations'], spec, 'spec')];
}

/** The part that creating and updating share: upstream's validatePodMetadataAndSpec. */
export function validatePodMetaAndSpec(pod: Fields): FieldError[] {
  const meta = fields(pod['metadata']);
  const spec = fields(pod['spec']);
  return [
    ...validateMeta(meta, true, (name) => dns1123SubdomainMessages(name)),
    ...validatePodAnnotations(meta['annotations'], spec, 'metadata.annotations'),
    ...validatePodSpec(spec, { name: text(meta['name']) }, 'spec'),
    ...validateTokensHaveAccount(spec),
    ...validateImageSpaces(items(spec['containers']), 'spec.containers'),
    ...validateImageSpaces(items(spec['initContainers']), 'spec.initContainers'),
  ];
}

function validateTokensHaveAccount(spec: Fields): FieldError[] {
  if (text(spec['serviceAccountName']) !== '') return [];
  return items(spec['volumes']).flatMap((volume, v) =>
    items(fields(fields(volume)['projected'])['sources']).flatMap((source, s) => {
      if (!given(fields(source)['serviceAccountToken'])) return [];
      const path = `spec.volumes[${v}].projected.sources[${s}].serviceAccountToken`;
      return [forbidden(path, 'must not be specified when serviceAccountName is not set')];
    }),
  );
}
