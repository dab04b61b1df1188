import { amount, validateAtMostAll, validateIntOrPercent, validateNonnegative } from '../deployment/validate.ts';
import { forbidden, invalid, mapValue, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, sortedKeys, text, type Fields } from '../go-value.ts';
import { dns1123SubdomainMessages } from '../names.ts';
import { validatePodTemplate } from '../pod/validate-template.ts';
import { isSelectorReadable, selectorMatches, validateLabelSelector } from '../validate-labels.ts';
import { validateImmutable, validateMeta, validateMetaUpdate } from '../validate-meta.ts';

/** What is wrong with a defaulted DaemonSet: upstream's ValidateDaemonSet. */
export function validateDaemonSet(daemonSet: Fields): FieldError[] {
  return [
    ...validateMeta(daemonSet['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...validateDaemonSetSpec(fields(daemonSet['spec'])),
  ];
}

/** What is wrong with changing `previous` into `next`: upstream's ValidateDaemonSetUpdate and its strategy. */
export function validateDaemonSetUpdate(next: Fields, previous: Fields): FieldError[] {
  const spec = fields(next['spec']);
  return [
    ...validateMetaUpdate(next['metadata'], previous['metadata']),
    ...validateDaemonSetSpec(spec),
    ...validateImmutable(spec['selector'], fields(previous['spec'])['selector'], 'spec.selector'),
  ];
}

function validateDaemonSetSpec(spec: Fields): FieldError[] {
  const selector = spec['selector'];
  const template = fields(spec['template']);
  const podSpec = fields(template['spec']);
  const labels = fields(template['metadata'])['labels'];
  const errors = validateLabelSelector(selector, 'spec.selector');
  if (isSelectorReadable(selector) && !selectorMatches(selector, labels)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', mapValue(labels), detail));
  }
  const { matchLabels, matchExpressions } = fields(selector);
  if (given(selector) && Object.keys(fields(matchLabels)).length + items(matchExpressions).length === 0) {
    errors.push(invalid('spec.selector', sortedKeys(selector), 'empty selector is invalid for daemonset'));
  }
  errors.push(...validatePodTemplate(template, 'spec.template'));
  if (podSpec['restartPolicy'] !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', text(podSpec['restartPolicy']), ['Always']));
  }
  if (given(podSpec['activeDeadlineSeconds'])) {
    const detail = 'activeDeadlineSeconds in DaemonSet is not Supported';
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', detail));
  }
  return [
    ...errors,
    ...validateNonnegative(spec, 'minReadySeconds'),
    ...validateUpdateStrategy(fields(spec['updateStrategy'])),
    ...validateNonnegative(spec, 'revisionHistoryLimit'),
  ];
}

function validateUpdateStrategy(strategy: Fields): FieldError[] {
  const path = 'spec.updateStrategy';
  const type = text(strategy['type']);
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') return [notSupported(`${path}.type`, type, ['RollingUpdate', 'OnDelete'])];
  if (!given(strategy['rollingUpdate'])) return [required(`${path}.rollingUpdate`)];
  const { maxUnavailable = 0, maxSurge = 0 } = fields(strategy['rollingUpdate']);
  const place = `${path}.rollingUpdate`;
  const errors = [maxUnavailable, maxSurge].flatMap((value, i) => {
    const where = `${place}.${i === 0 ? 'maxUnavailable' : 'maxSurge'}`;
    return [...validateIntOrPercent(value, where), ...validateAtMostAll(value, where)];
  });
  const hasUnavailable = amount(maxUnavailable) > 0;
  const hasSurge = amount(maxSurge) > 0;
  if (hasUnavailable && hasSurge) {
    errors.push(invalid(`${place}.maxSurge`, maxSurge, 'may not be set when `maxUnavailable` is non-zero'));
  }
  if (!hasUnavailable && !hasSurge) {
    errors.push(required(`${place}.maxUnavailable`, 'cannot be 0 when `maxSurge` is 0'));
  }
  return errors;
}
