import { forbidden, invalid, invalidEach, mapValue, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, number, sortedKeys, text, type Fields } from '../go-value.ts';
import { dns1123SubdomainMessages, percentMessages } from '../names.ts';
import { validatePodTemplate } from '../pod/validate-template.ts';
import { isSelectorReadable, selectorMatches, validateLabelSelector } from '../validate-labels.ts';
import { validateImmutable, validateMeta, validateMetaUpdate } from '../validate-meta.ts';

const STRATEGIES = ['Recreate', 'RollingUpdate'];

/** What is wrong with a defaulted Deployment: upstream's ValidateDeployment. */
export function validateDeployment(deployment: Fields): FieldError[] {
  return [
    ...validateMeta(deployment['metadata'], true, dns1123SubdomainMessages),
    ...validateDeploymentSpec(fields(deployment['spec'])),
  ];
}

/** What is wrong with changing `previous` into `next`: upstream's ValidateDeploymentUpdate and its strategy. */
export function validateDeploymentUpdate(next: Fields, previous: Fields): FieldError[] {
  const selector = fields(next['spec'])['selector'];
  return [
    ...validateMetaUpdate(next['metadata'], previous['metadata']),
    ...validateDeploymentSpec(fields(next['spec'])),
    ...validateImmutable(selector, fields(previous['spec'])['selector'], 'spec.selector'),
  ];
}

function validateDeploymentSpec(spec: Fields): FieldError[] {
  const errors = [
    ...validateNonnegative(spec, 'replicas'),
    ...validateWorkloadSelector(spec['selector'], 'deployment'),
    ...validateWorkloadTemplate(spec['selector'], spec['template']),
    ...validateStrategy(fields(spec['strategy'])),
    ...validateNonnegative(spec, 'minReadySeconds'),
    ...validateNonnegative(spec, 'revisionHistoryLimit'),
  ];
  if (!given(spec['progressDeadlineSeconds'])) return errors;
  const deadline = number(spec['progressDeadlineSeconds']);
  errors.push(...validateNonnegative(spec, 'progressDeadlineSeconds'));
  if (deadline <= number(spec['minReadySeconds'])) {
    errors.push(invalid('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds'));
  }
  return errors;
}

/** A number of the spec that may not be below zero. */
export function validateNonnegative(spec: Fields, field: string): FieldError[] {
  const value = number(spec[field]);
  return value < 0 ? [invalid(`spec.${field}`, value, 'must be greater than or equal to 0')] : [];
}

/** The selector of a workload: required, well formed, not empty. `kind` is how the message names the workload. */
export function validateWorkloadSelector(selector: unknown, kind: string): FieldError[] {
  if (!given(selector)) return [required('spec.selector')];
  const { matchLabels, matchExpressions } = fields(selector);
  const errors = validateLabelSelector(selector, 'spec.selector');
  if (Object.keys(fields(matchLabels)).length === 0 && !(Array.isArray(matchExpressions) && matchExpressions.length)) {
    errors.push(invalid('spec.selector', sortedKeys(selector), `empty selector is invalid for ${kind}`));
  }
  return errors;
}

/** The template of a Deployment or ReplicaSet: its labels must fit the selector, its pods must always restart. */
export function validateWorkloadTemplate(selector: unknown, template: unknown): FieldError[] {
  if (given(selector) && !isSelectorReadable(selector)) {
    return [invalid('spec.selector', sortedKeys(selector), 'invalid label selector')];
  }
  const { metadata, spec } = fields(template);
  const labels = fields(metadata)['labels'];
  const errors: FieldError[] = [];
  if (!isEmptySelector(selector) && !selectorMatches(selector, labels)) {
    const detail = '`selector` does not match template `labels`';
    errors.push(invalid('spec.template.metadata.labels', mapValue(labels), detail));
  }
  errors.push(...validatePodTemplate(fields(template), 'spec.template'));
  const { restartPolicy, activeDeadlineSeconds } = fields(spec);
  if (restartPolicy !== 'Always') {
    errors.push(notSupported('spec.template.spec.restartPolicy', text(restartPolicy), ['Always']));
  }
  if (given(activeDeadlineSeconds)) {
    const detail = 'activeDeadlineSeconds in ReplicaSet is not Supported';
    errors.push(forbidden('spec.template.spec.activeDeadlineSeconds', detail));
  }
  return errors;
}

/** Go's Selector.Empty(): a present selector without requirements. A missing one matches nothing and is not empty. */
function isEmptySelector(selector: unknown): boolean {
  if (!given(selector)) return false;
  const { matchLabels, matchExpressions } = fields(selector);
  return (
    Object.keys(fields(matchLabels)).length === 0 && !(Array.isArray(matchExpressions) && matchExpressions.length > 0)
  );
}

function validateStrategy(strategy: Fields): FieldError[] {
  const type = text(strategy['type']);
  const rolling = strategy['rollingUpdate'];
  if (type === 'Recreate') {
    if (!given(rolling)) return [];
    return [forbidden('spec.strategy.rollingUpdate', "may not be specified when strategy `type` is 'Recreate'")];
  }
  if (type === 'RollingUpdate') {
    if (!given(rolling)) return [required('spec.strategy.rollingUpdate', 'this should be defaulted and never be nil')];
    return validateRollingUpdate(fields(rolling), 'spec.strategy.rollingUpdate');
  }
  const shown = { Type: type, RollingUpdate: given(rolling) ? shownRollingUpdate(fields(rolling)) : null };
  return [notSupported('spec.strategy', shown, STRATEGIES)];
}

function shownRollingUpdate(rolling: Fields): object {
  return { MaxUnavailable: rolling['maxUnavailable'] ?? 0, MaxSurge: rolling['maxSurge'] ?? 0 };
}

function validateRollingUpdate(rolling: Fields, path: string): FieldError[] {
  const unavailable = rolling['maxUnavailable'] ?? 0;
  const surge = rolling['maxSurge'] ?? 0;
  const errors = [
    ...validateIntOrPercent(unavailable, `${path}.maxUnavailable`),
    ...validateIntOrPercent(surge, `${path}.maxSurge`),
  ];
  if (amount(unavailable) === 0 && amount(surge) === 0) {
    errors.push(invalid(`${path}.maxUnavailable`, unavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  return [...errors, ...validateAtMostAll(unavailable, `${path}.maxUnavailable`)];
}

/** An IntOrString that is a percentage or a number not below zero. */
export function validateIntOrPercent(value: unknown, path: string): FieldError[] {
  if (typeof value === 'string') return invalidEach(path, value, percentMessages(value));
  return number(value) < 0 ? [invalid(path, number(value), 'must be greater than or equal to 0')] : [];
}

/** A percentage may not be above 100. */
export function validateAtMostAll(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'string' || percentMessages(value).length > 0 || amount(value) <= 100) return [];
  return [invalid(path, value, 'must not be greater than 100%')];
}

/** The number in an IntOrString: `25%` gives 25, what is unreadable 0. */
export function amount(value: unknown): number {
  if (typeof value === 'string') return percentMessages(value).length > 0 ? 0 : Number(value.slice(0, -1));
  return number(value);
}
