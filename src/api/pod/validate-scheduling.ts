import { duplicate, forbidden, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, texts, type Fields } from '../go-value.ts';
import { labelKeyMessages, labelValueMessages } from '../names.ts';
import { validateLabelKey, validateLabelSelector } from '../validate-labels.ts';

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const ACTIONS = ['DoNotSchedule', 'ScheduleAnyway'];
const INCLUSIONS = ['Honor', 'Ignore'];

/** The effect of a taint or toleration: upstream's validateTaintEffect. */
export function validateTaintEffect(effect: string, path: string): FieldError[] {
  if (effect === '') return [required(path)];
  return EFFECTS.includes(effect) ? [] : [notSupported(path, effect, EFFECTS)];
}

/** What is wrong with tolerations: upstream's ValidateTolerations. */
export function validateTolerations(tolerations: readonly unknown[], path: string): FieldError[] {
  return tolerations.flatMap((entry, i) => {
    const toleration = fields(entry);
    const place = `${path}[${i}]`;
    const key = text(toleration['key']);
    const operator = text(toleration['operator']);
    const effect = text(toleration['effect']);
    const errors = key === '' ? [] : validateLabelKey(key, `${place}.key`);
    if (key === '' && operator !== 'Exists') {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      errors.push(invalid(`${place}.operator`, operator, detail));
    }
    if (given(toleration['tolerationSeconds']) && effect !== 'NoExecute') {
      const detail = "effect must be 'NoExecute' when `tolerationSeconds` is set";
      errors.push(invalid(`${place}.effect`, effect, detail));
    }
    errors.push(...validateTolerationValue(operator, text(toleration['value']), `${place}.operator`));
    return effect === '' ? errors : [...errors, ...validateTaintEffect(effect, `${place}.effect`)];
  });
}

function validateTolerationValue(operator: string, value: string, path: string): FieldError[] {
  if (operator === '' || operator === 'Equal') {
    const messages = labelValueMessages(value);
    return messages.length === 0 ? [] : [invalid(path, value, messages.join(';'))];
  }
  if (operator !== 'Exists') return [notSupported(path, operator, ['Equal', 'Exists'])];
  return value === '' ? [] : [invalid(path, value, "value must be empty when `operator` is 'Exists'")];
}

/** What is wrong with topology spread constraints: upstream's validateTopologySpreadConstraints. */
export function validateSpread(constraints: readonly unknown[], path: string): FieldError[] {
  return constraints.flatMap((entry, i) => {
    const constraint = fields(entry);
    const place = `${path}[${i}]`;
    const skew = number(constraint['maxSkew']);
    const topologyKey = text(constraint['topologyKey']);
    const action = text(constraint['whenUnsatisfiable']);
    const errors: FieldError[] = [];
    if (skew <= 0) errors.push(invalid(`${place}.maxSkew`, skew, 'must be greater than zero'));
    if (topologyKey === '') errors.push(required(`${place}.topologyKey`, 'can not be empty'));
    if (!ACTIONS.includes(action)) errors.push(notSupported(`${place}.whenUnsatisfiable`, action, ACTIONS));
    const isRepeated = constraints.slice(i + 1).some((other) => {
      const later = fields(other);
      return text(later['topologyKey']) === topologyKey && text(later['whenUnsatisfiable']) === action;
    });
    if (isRepeated) {
      errors.push(duplicate(`${place}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${action}}`));
    }
    return [
      ...errors,
      ...validateMinDomains(constraint['minDomains'], action, `${place}.minDomains`),
      ...['nodeAffinityPolicy', 'nodeTaintsPolicy'].flatMap((field) =>
        given(constraint[field]) && !INCLUSIONS.includes(text(constraint[field]))
          ? [notSupported(`${place}.${field}`, text(constraint[field]), INCLUSIONS)]
          : [],
      ),
      ...validateSpreadKeys(constraint, `${place}.matchLabelKeys`),
      ...validateLabelSelector(constraint['labelSelector'], `${place}.labelSelector`),
    ];
  });
}

function validateMinDomains(value: unknown, action: string, path: string): FieldError[] {
  if (!given(value)) return [];
  const errors = number(value) > 0 ? [] : [invalid(path, number(value), 'must be greater than zero')];
  if (action === 'DoNotSchedule') return errors;
  const detail = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${action}`;
  return [...errors, invalid(path, number(value), detail)];
}

function validateSpreadKeys(constraint: Fields, path: string): FieldError[] {
  const keys = texts(constraint['matchLabelKeys']);
  if (keys.length === 0) return [];
  const { matchLabels, matchExpressions } = fields(constraint['labelSelector']);
  const selected = new Set([
    ...Object.keys(fields(matchLabels)),
    ...items(matchExpressions).map((expression) => text(fields(expression)['key'])),
  ]);
  const errors = given(constraint['labelSelector'])
    ? []
    : [forbidden(path, 'must not be specified when labelSelector is not set')];
  return [
    ...errors,
    ...keys.flatMap((key, i) => [
      ...validateLabelKey(key, `${path}[${i}]`),
      ...(selected.has(key) ? [invalid(`${path}[${i}]`, key, 'exists in both matchLabelKeys and labelSelector')] : []),
    ]),
  ];
}

/** Conditions that must be true before the pod counts as ready. */
export function validateReadinessGates(gates: readonly unknown[], path: string): FieldError[] {
  return gates.flatMap((gate, i) => {
    const type = text(fields(gate)['conditionType']);
    return invalidEach(`${path}[${i}].conditionType`, type, labelKeyMessages(type));
  });
}

/** Gates that hold a pod back from scheduling. */
export function validateSchedulingGates(gates: readonly unknown[], path: string): FieldError[] {
  const names = new Set<string>();
  return gates.flatMap((gate, i) => {
    const name = text(fields(gate)['name']);
    const errors = invalidEach(`${path}[${i}]`, name, labelKeyMessages(name));
    if (names.has(name)) errors.push(duplicate(`${path}[${i}]`, name));
    names.add(name);
    return errors;
  });
}
