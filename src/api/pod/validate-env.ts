import { invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, text, type Fields } from '../go-value.ts';
import { configKeyMessages, dns1123SubdomainMessages, envNameMessages, labelKeyMessages } from '../names.ts';
import { quantityOf, quantityText } from '../quantity.ts';

const ENV_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const VOLUME_PATHS = ['metadata.annotations', 'metadata.labels', 'metadata.name', 'metadata.namespace', 'metadata.uid'];
const RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
/** Paths that the downward API can name at all, whoever asks. */
const KNOWN_PATHS = new Set([...ENV_PATHS, ...VOLUME_PATHS]);
const BYTE_DIVISORS = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei';
const SOURCES = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'] as const;

/** What is wrong with a container's variables: upstream's ValidateEnv. */
export function validateEnv(variables: readonly unknown[], path: string): FieldError[] {
  return variables.flatMap((entry, i) => {
    const variable = fields(entry);
    const name = text(variable['name']);
    return [
      ...(name === ''
        ? [required(`${path}[${i}].name`)]
        : invalidEach(`${path}[${i}].name`, name, envNameMessages(name))),
      ...validateValueFrom(variable, `${path}[${i}].valueFrom`),
    ];
  });
}

function validateValueFrom(variable: Fields, path: string): FieldError[] {
  if (!given(variable['valueFrom'])) return [];
  const from = fields(variable['valueFrom']);
  const present = SOURCES.filter((source) => given(from[source]));
  const errors = present.flatMap((source) => validateSource(source, fields(from[source]), `${path}.${source}`));
  if (present.length === 0) {
    const detail =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    errors.push(invalid(path, '', detail));
  } else if (text(variable['value']) !== '') {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (present.length > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateSource(source: (typeof SOURCES)[number], value: Fields, path: string): FieldError[] {
  switch (source) {
    case 'fieldRef':
      return validateFieldRef(value, 'env', path);
    case 'resourceFieldRef':
      return validateResourceRef(value, 'env', path);
    case 'fileKeyRef':
      return ['volumeName', 'path', 'key'].flatMap((field) =>
        text(value[field]) === '' ? [required(`${path}.${field}`)] : [],
      );
    default:
      return validateKeyRef(value, path);
  }
}

function validateKeyRef(value: Fields, path: string): FieldError[] {
  const name = text(value['name']);
  const key = text(value['key']);
  return [
    ...invalidEach(`${path}.name`, name, dns1123SubdomainMessages(name)),
    ...(key === '' ? [required(`${path}.key`)] : invalidEach(`${path}.key`, key, configKeyMessages(key))),
  ];
}

/** A path of the downward API; variables and volumes may name different ones. */
export function validateFieldRef(value: Fields, use: 'env' | 'volume', path: string): FieldError[] {
  const apiVersion = text(value['apiVersion']);
  const fieldPath = text(value['fieldPath']);
  if (apiVersion === '') return [required(`${path}.apiVersion`)];
  if (fieldPath === '') return [required(`${path}.fieldPath`)];
  const subscript = /^(.*)\['([^']*)'\]$/.exec(fieldPath);
  const base = subscript?.[1] ?? fieldPath;
  if (apiVersion !== 'v1') {
    const detail = `error converting fieldPath: unsupported pod version: ${apiVersion}`;
    return [invalid(`${path}.fieldPath`, fieldPath, detail)];
  }
  if (!KNOWN_PATHS.has(base) && !['metadata.labels', 'metadata.annotations'].includes(base)) {
    const detail = `error converting fieldPath: field label not supported: ${base}`;
    return [invalid(`${path}.fieldPath`, fieldPath, detail)];
  }
  if (subscript) {
    const key = subscript[2] ?? '';
    if (base === 'metadata.labels') return invalidEach(path, key, labelKeyMessages(key));
    if (base !== 'metadata.annotations') return [invalid(path, base, 'does not support subscript')];
    return invalidEach(path, key.toLowerCase(), labelKeyMessages(key.toLowerCase()));
  }
  const allowed = use === 'env' ? ENV_PATHS : VOLUME_PATHS;
  return allowed.includes(base) ? [] : [notSupported(`${path}.fieldPath`, base, allowed)];
}

/** A container resource of the downward API. */
export function validateResourceRef(value: Fields, use: 'env' | 'volume', path: string): FieldError[] {
  const resource = text(value['resource']);
  const errors: FieldError[] = [];
  const isHugePages = /^(requests|limits)\.hugepages-/.test(resource);
  if (use === 'volume' && text(value['containerName']) === '') errors.push(required(`${path}.containerName`));
  else if (resource === '') errors.push(required(`${path}.resource`));
  else if (!RESOURCES.includes(resource) && !isHugePages) {
    errors.push(notSupported(`${path}.resource`, resource, RESOURCES));
  }
  return [...errors, ...validateDivisor(resource, value['divisor'], `${path}.divisor`)];
}

function validateDivisor(resource: string, value: unknown, path: string): FieldError[] {
  const divisor = quantityOf(value ?? '0');
  if (!divisor || divisor.digits === 0n) return [];
  const written = quantityText(divisor);
  if (resource.endsWith('.cpu')) {
    if (written === '1m' || written === '1') return [];
    return [invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource")];
  }
  const name = resource.endsWith('.memory')
    ? 'memory'
    : resource.endsWith('.ephemeral-storage')
      ? 'local ephemeral storage'
      : /\.hugepages-/.test(resource)
        ? 'hugepages'
        : '';
  if (name === '' || BYTE_DIVISORS.split(', ').includes(written)) return [];
  return [invalid(path, resource, `only divisor's values ${BYTE_DIVISORS} are supported with the ${name} resource`)];
}

/** What is wrong with whole ConfigMaps and Secrets as variables: upstream's ValidateEnvFrom. */
export function validateEnvFrom(sources: readonly unknown[], path: string): FieldError[] {
  return sources.flatMap((entry, i) => {
    const source = fields(entry);
    const prefix = text(source['prefix']);
    const present = ['configMapRef', 'secretRef'].filter((kind) => given(source[kind]));
    const errors = prefix === '' ? [] : invalidEach(`${path}[${i}].prefix`, prefix, envNameMessages(prefix));
    for (const kind of present) {
      const name = text(fields(source[kind])['name']);
      const namePath = `${path}[${i}].${kind}.name`;
      // A trailing dash is let through here, as for generated names.
      const checked = name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
      errors.push(
        ...(name === '' ? [required(namePath)] : invalidEach(namePath, name, dns1123SubdomainMessages(checked))),
      );
    }
    if (present.length === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (present.length > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}
