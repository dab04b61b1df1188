import { forbidden, invalid, invalidEach, required, type FieldError } from './field-error.ts';
import { fields, items, stringEntries, text, texts } from './go-value.ts';
import { labelKeyMessages, labelValueMessages } from './names.ts';

/** What is wrong with a map of labels; all errors name the map's own path, as upstream's ValidateLabels. */
export function validateLabels(labels: unknown, path: string): FieldError[] {
  return stringEntries(labels).flatMap(([key, value]) => [
    ...invalidEach(path, key, labelKeyMessages(key)),
    ...invalidEach(path, value, labelValueMessages(value)),
  ]);
}

/** What is wrong with one label key. */
export function validateLabelKey(key: string, path: string): FieldError[] {
  return invalidEach(path, key, labelKeyMessages(key));
}

/** What is wrong with a LabelSelector; nothing if there is none. */
export function validateLabelSelector(selector: unknown, path: string): FieldError[] {
  const { matchLabels, matchExpressions } = fields(selector);
  return [
    ...validateLabels(matchLabels, `${path}.matchLabels`),
    ...items(matchExpressions).flatMap((entry, i) => validateExpression(entry, `${path}.matchExpressions[${i}]`)),
  ];
}

function validateExpression(expression: unknown, path: string): FieldError[] {
  const { key, operator, values } = fields(expression);
  const listed = texts(values);
  return [
    ...validateOperator(text(operator), listed.length, path),
    ...validateLabelKey(text(key), `${path}.key`),
    ...listed.flatMap((value, i) => invalidEach(`${path}.values[${i}]`, value, labelValueMessages(value))),
  ];
}

function validateOperator(operator: string, values: number, path: string): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values > 0 ? [] : [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist':
      return values === 0
        ? []
        : [forbidden(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      return [invalid(`${path}.operator`, operator, 'not a valid selector operator')];
  }
}

/** Whether a label selector can be turned into requirements at all, as metav1.LabelSelectorAsSelector does. */
export function isSelectorReadable(selector: unknown): boolean {
  const { matchLabels, matchExpressions } = fields(selector);
  const labelsFit = stringEntries(matchLabels).every(
    ([key, value]) => labelKeyMessages(key).length === 0 && labelValueMessages(value).length === 0,
  );
  return labelsFit && items(matchExpressions).every((entry, i) => validateExpression(entry, `${i}`).length === 0);
}

/** Whether labels fit a readable selector. An empty selector fits everything, a missing one nothing. */
export function selectorMatches(selector: unknown, labels: unknown): boolean {
  if (selector === undefined || selector === null) return false;
  const { matchLabels, matchExpressions } = fields(selector);
  const given = new Map(stringEntries(labels));
  return (
    stringEntries(matchLabels).every(([key, value]) => given.get(key) === value) &&
    items(matchExpressions).every((entry) => {
      const { key, operator, values } = fields(entry);
      const value = given.get(text(key));
      const listed = texts(values);
      if (operator === 'In') return value !== undefined && listed.includes(value);
      if (operator === 'NotIn') return value === undefined || !listed.includes(value);
      return operator === 'Exists' ? value !== undefined : value === undefined;
    })
  );
}
