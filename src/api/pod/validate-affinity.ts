import { forbidden, invalid, invalidEach, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, texts, type Fields } from '../go-value.ts';
import { dns1123LabelMessages, dns1123SubdomainMessages, labelValueMessages } from '../names.ts';
import { validateLabelKey, validateLabelSelector } from '../validate-labels.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** What is wrong with the pod's affinities: upstream's validateAffinity. */
export function validateAffinity(value: unknown, path: string): FieldError[] {
  const affinity = fields(value);
  return [
    ...validateNodeAffinity(fields(affinity['nodeAffinity']), `${path}.nodeAffinity`),
    ...['podAffinity', 'podAntiAffinity'].flatMap((field) =>
      validatePodAffinity(fields(affinity[field]), `${path}.${field}`),
    ),
  ];
}

function validateNodeAffinity(affinity: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (given(affinity[REQUIRED])) {
    const terms = items(fields(affinity[REQUIRED])['nodeSelectorTerms']);
    const place = `${path}.${REQUIRED}.nodeSelectorTerms`;
    if (terms.length === 0) errors.push(required(place, 'must have at least one node selector term'));
    errors.push(...terms.flatMap((term, i) => validateNodeTerm(fields(term), `${place}[${i}]`, 'checked')));
  }
  return [
    ...errors,
    ...items(affinity[PREFERRED]).flatMap((entry, i) => {
      const place = `${path}.${PREFERRED}[${i}]`;
      const { weight, preference } = fields(entry);
      return [...validateWeight(weight, place), ...validateNodeTerm(fields(preference), `${place}.preference`, 'any')];
    }),
  ];
}

function validateWeight(weight: unknown, path: string): FieldError[] {
  const value = number(weight);
  return value > 0 && value <= 100 ? [] : [invalid(`${path}.weight`, value, 'must be in the range 1-100')];
}

function validateNodeTerm(term: Fields, path: string, values: 'checked' | 'any'): FieldError[] {
  return [
    ...items(term['matchExpressions']).flatMap((entry, i) =>
      validateNodeRequirement(fields(entry), `${path}.matchExpressions[${i}]`, values),
    ),
    ...items(term['matchFields']).flatMap((entry, i) => validateNodeField(fields(entry), `${path}.matchFields[${i}]`)),
  ];
}

function validateNodeRequirement(requirement: Fields, path: string, check: 'checked' | 'any'): FieldError[] {
  const operator = text(requirement['operator']);
  const values = texts(requirement['values']);
  return [
    ...validateNodeOperator(operator, values.length, path),
    ...validateLabelKey(text(requirement['key']), `${path}.key`),
    ...(check === 'any'
      ? []
      : values.flatMap((value, i) => invalidEach(`${path}.values[${i}]`, value, labelValueMessages(value)))),
  ];
}

function validateNodeOperator(operator: string, count: number, path: string): FieldError[] {
  const place = `${path}.values`;
  switch (operator) {
    case 'In':
    case 'NotIn':
      return count > 0 ? [] : [required(place, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      if (count === 0) return [];
      return [forbidden(place, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    case 'Gt':
    case 'Lt':
      if (count === 1) return [];
      return [required(place, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}

function validateNodeField(requirement: Fields, path: string): FieldError[] {
  const operator = text(requirement['operator']);
  const key = text(requirement['key']);
  const values = texts(requirement['values']);
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(`${path}.operator`, operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(`${path}.values`, detail));
  }
  if (key !== 'metadata.name') return [...errors, invalid(`${path}.key`, key, 'not a valid field selector key')];
  return [
    ...errors,
    ...values.flatMap((value, i) => invalidEach(`${path}.values[${i}]`, value, dns1123SubdomainMessages(value))),
  ];
}

function validatePodAffinity(affinity: Fields, path: string): FieldError[] {
  return [
    ...items(affinity[REQUIRED]).flatMap((term, i) => validatePodTerm(fields(term), `${path}.${REQUIRED}[${i}]`)),
    ...items(affinity[PREFERRED]).flatMap((entry, i) => {
      const place = `${path}.${PREFERRED}[${i}]`;
      const { weight, podAffinityTerm } = fields(entry);
      return [
        ...validateWeight(weight, place),
        ...validatePodTerm(fields(podAffinityTerm), `${place}.podAffinityTerm`),
      ];
    }),
  ];
}

function validatePodTerm(term: Fields, path: string): FieldError[] {
  const topologyKey = text(term['topologyKey']);
  return [
    ...validateLabelSelector(term['labelSelector'], `${path}.labelSelector`),
    ...validateLabelSelector(term['namespaceSelector'], `${path}.namespaceSelector`),
    ...texts(term['namespaces']).flatMap((name) => invalidEach(`${path}.namespace`, name, dns1123LabelMessages(name))),
    ...validateLabelKeys(term, path),
    ...(topologyKey === '' ? [required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...validateLabelKey(topologyKey, `${path}.topologyKey`),
  ];
}

function validateLabelKeys(term: Fields, path: string): FieldError[] {
  const matched = texts(term['matchLabelKeys']);
  const mismatched = texts(term['mismatchLabelKeys']);
  const hasSelector = given(term['labelSelector']);
  const errors = [
    ...validateKeyList(matched, hasSelector, `${path}.matchLabelKeys`),
    ...validateKeyList(mismatched, hasSelector, `${path}.mismatchLabelKeys`),
  ];
  const { matchLabels, matchExpressions } = fields(term['labelSelector']);
  const seen = new Set(Object.keys(fields(matchLabels)));
  for (const expression of items(matchExpressions)) {
    const key = text(fields(expression)['key']);
    if (matched.includes(key) && seen.has(key)) {
      const detail = 'exists in both matchLabelKeys and labelSelector';
      errors.push(invalid(`${path}[${matched.lastIndexOf(key)}]`, key, detail));
    }
    seen.add(key);
  }
  for (const [i, key] of matched.entries()) {
    if (!mismatched.includes(key)) continue;
    const detail = 'exists in both matchLabelKeys and mismatchLabelKeys';
    errors.push(invalid(`${path}.matchLabelKeys[${i}]`, key, detail));
  }
  return errors;
}

function validateKeyList(keys: readonly string[], hasSelector: boolean, path: string): FieldError[] {
  if (keys.length === 0) return [];
  if (!hasSelector) return [forbidden(path, 'must not be specified when labelSelector is not set')];
  return keys.flatMap((key, i) => validateLabelKey(key, `${path}[${i}]`));
}
