import { duplicate, forbidden, notFound, notSupported, required, tooLong, type FieldError } from '../field-error.ts';
import { fields, given, items, text, type Fields } from '../go-value.ts';
import {
  isSidecar,
  validateContainer,
  validateHostPorts,
  validateImageSpaces,
  type PodSurroundings,
} from './validate-container.ts';
import { validateLifecycle, validateProbes } from './validate-probe.ts';

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const MOST_RESTART_RULES = 20;
const MOST_EXIT_CODES = 255;
const ONLY_SIDECARS = 'may not be set for init containers without restartPolicy=Always';
const NOT_EPHEMERAL = 'cannot be set for an Ephemeral Container';
/** In the order of Go's struct, which is the order of the errors. */
const FORBIDDEN_FOR_EPHEMERAL = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
];

/** What is wrong with the regular containers: upstream's validateContainers. */
export function validateContainers(list: readonly unknown[], pod: PodSurroundings, path: string): FieldError[] {
  if (list.length === 0) return [required(path)];
  const names = new Set<string>();
  const errors = list.flatMap((entry, i) => {
    const container = fields(entry);
    const place = `${path}[${i}]`;
    const name = text(container['name']);
    const isRepeated = names.has(name);
    names.add(name);
    return [
      ...validateContainer(container, pod, place),
      ...(isRepeated ? [duplicate(`${place}.name`, name)] : []),
      ...validateLifecycle(container['lifecycle'], pod.graceSeconds, `${place}.lifecycle`),
      ...validateProbes(container, place),
      ...validateRestart(container, place),
    ];
  });
  return [...errors, ...validateHostPorts(list, path)];
}

/** What is wrong with the init containers, sidecars among them: upstream's validateInitContainers. */
export function validateInitContainers(
  list: readonly unknown[],
  regular: readonly unknown[],
  pod: PodSurroundings,
  path: string,
): FieldError[] {
  const names = new Set(regular.map((container) => text(fields(container)['name'])));
  return list.flatMap((entry, i) => {
    const container = fields(entry);
    const place = `${path}[${i}]`;
    const name = text(container['name']);
    const isRepeated = names.has(name);
    if (name !== '') names.add(name);
    return [
      ...validateContainer(container, pod, place),
      ...validateRestart(container, place),
      ...(isRepeated ? [duplicate(`${place}.name`, name)] : []),
      ...validateHostPorts([container], path),
      ...(isSidecar(container)
        ? [
            ...validateLifecycle(container['lifecycle'], pod.graceSeconds, `${place}.lifecycle`),
            ...validateProbes(container, place),
          ]
        : validateNoSidecarFields(container, place)),
    ];
  });
}

function validateNoSidecarFields(container: Fields, path: string): FieldError[] {
  return ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((field) =>
    given(container[field]) ? [forbidden(`${path}.${field}`, ONLY_SIDECARS)] : [],
  );
}

/** A container's own restart policy and rules (1.34 and later). */
function validateRestart(container: Fields, path: string): FieldError[] {
  const policy = container['restartPolicy'];
  const rules = items(container['restartPolicyRules']);
  const errors: FieldError[] = [];
  if (given(policy)) {
    if (!RESTART_POLICIES.includes(text(policy))) {
      errors.push(notSupported(`${path}.restartPolicy`, text(policy), RESTART_POLICIES));
    }
  } else if (rules.length > 0) {
    errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  }
  if (rules.length > MOST_RESTART_RULES) errors.push(tooLong(`${path}.restartPolicyRules`, MOST_RESTART_RULES));
  return [
    ...errors,
    ...rules.flatMap((rule, i) => validateRestartRule(fields(rule), `${path}.restartPolicyRules[${i}]`)),
  ];
}

function validateRestartRule(rule: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const action = text(rule['action']);
  if (action !== 'Restart' && action !== 'RestartAllContainers') {
    errors.push(notSupported(`${path}.action`, action, ['Restart', 'RestartAllContainers']));
  }
  if (!given(rule['exitCodes'])) return [...errors, required(`${path}.exitCodes`, 'must be specified')];
  const { operator, values } = fields(rule['exitCodes']);
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(notSupported(`${path}.exitCodes.operator`, text(operator), ['In', 'NotIn']));
  }
  if (items(values).length > MOST_EXIT_CODES) errors.push(tooLong(`${path}.exitCodes.values`, MOST_EXIT_CODES));
  return errors;
}

/** What is wrong with the ephemeral containers: upstream's validateEphemeralContainers. */
export function validateEphemeralContainers(spec: Fields, pod: PodSurroundings, path: string): FieldError[] {
  const others = [...items(spec['containers']), ...items(spec['initContainers'])].map((container) =>
    text(fields(container)['name']),
  );
  const names = new Set(others);
  return items(spec['ephemeralContainers']).flatMap((entry, i) => {
    const container = fields(entry);
    const place = `${path}[${i}]`;
    const name = text(container['name']);
    const target = text(container['targetContainerName']);
    const errors = [
      ...validateContainer(container, pod, place),
      ...validateImageSpaces([container], path).map((error) => ({ ...error, field: `${place}.image` })),
    ];
    if (names.has(name)) errors.push(duplicate(`${place}.name`, name));
    names.add(name);
    if (target !== '' && !others.includes(target)) errors.push(notFound(`${place}.targetContainerName`, target));
    for (const field of FORBIDDEN_FOR_EPHEMERAL) {
      if (isSet(container[field])) errors.push(forbidden(`${place}.${field}`, NOT_EPHEMERAL));
    }
    for (const [m, mount] of items(container['volumeMounts']).entries()) {
      for (const field of ['subPath', 'subPathExpr']) {
        if (text(fields(mount)[field]) === '') continue;
        errors.push(forbidden(`${place}.volumeMounts[${m}].${field}`, NOT_EPHEMERAL));
      }
    }
    return errors;
  });
}

/** Whether Go would see anything but the zero value. */
function isSet(value: unknown): boolean {
  if (!given(value)) return false;
  return typeof value !== 'object' || Object.keys(fields(value)).length > 0 || items(value).length > 0;
}
