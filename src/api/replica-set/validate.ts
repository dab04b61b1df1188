import { validateNonnegative, validateWorkloadSelector, validateWorkloadTemplate } from '../deployment/validate.ts';
import type { FieldError } from '../field-error.ts';
import { fields, type Fields } from '../go-value.ts';
import { dns1123SubdomainMessages } from '../names.ts';
import { validateImmutable, validateMeta, validateMetaUpdate } from '../validate-meta.ts';

/** What is wrong with a defaulted ReplicaSet: upstream's ValidateReplicaSet. */
export function validateReplicaSet(replicaSet: Fields): FieldError[] {
  return [
    ...validateMeta(replicaSet['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...validateReplicaSetSpec(fields(replicaSet['spec'])),
  ];
}

/** What is wrong with changing `previous` into `next`: upstream's ValidateReplicaSetUpdate and its strategy. */
export function validateReplicaSetUpdate(next: Fields, previous: Fields): FieldError[] {
  const spec = fields(next['spec']);
  return [
    ...validateMetaUpdate(next['metadata'], previous['metadata']),
    ...validateReplicaSetSpec(spec),
    ...validateImmutable(spec['selector'], fields(previous['spec'])['selector'], 'spec.selector'),
  ];
}

/** The message about an empty selector speaks of deployments here too, as upstream's does. */
function validateReplicaSetSpec(spec: Fields): FieldError[] {
  return [
    ...validateNonnegative(spec, 'replicas'),
    ...validateNonnegative(spec, 'minReadySeconds'),
    ...validateWorkloadSelector(spec['selector'], 'deployment'),
    ...validateWorkloadTemplate(spec['selector'], spec['template']),
  ];
}
