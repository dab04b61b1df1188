import {
  forbidden,
  invalid,
  invalidEach,
  notFound,
  notSupported,
  duplicate,
  required,
  type FieldError,
} from '../field-error.ts';
import { fields, items, stringEntries, text, type Fields } from '../go-value.ts';
import { dns1123LabelMessages, labelKeyMessages } from '../names.ts';
import { compareQuantities, quantityOf, quantityText, type Quantity } from '../quantity.ts';

const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'storage',
  'requests.storage',
  'services.nodeports',
  'services.loadbalancers',
]);
const OF_CONTAINERS = new Set(['cpu', 'memory', 'ephemeral-storage']);
const OF_PODS = ['cpu', 'memory'];
/** Counted things: no fractions. */
const INTEGERS = new Set([
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]);

/** What is wrong with limits and requests; `scope` tells which resources there are. */
export function validateResources(
  value: unknown,
  claimNames: ReadonlySet<string>,
  path: string,
  scope: 'container' | 'pod' = 'container',
): FieldError[] {
  const { limits, requests, claims } = fields(value);
  const limitsPath = `${path}.limits`;
  const requestsPath = `${path}.requests`;
  const names = [...Object.keys(fields(limits)), ...Object.keys(fields(requests))];
  const errors = [
    ...entriesOf(limits).flatMap(([name, quantity]) => validateEntry(name, quantity, `${limitsPath}[${name}]`, scope)),
    ...entriesOf(requests).flatMap(([name, quantity]) => [
      ...validateEntry(name, quantity, `${requestsPath}[${name}]`, scope, false),
      ...validateRequest(name, quantity, fields(limits), requestsPath, limitsPath),
      ...validateHugePages(name, quantity, `${requestsPath}[${name}]`),
    ]),
  ];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaims(items(claims), claimNames, `${path}.claims`)];
}

function entriesOf(list: unknown): [string, Quantity][] {
  return Object.entries(fields(list))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]): [string, Quantity][] => {
      const quantity = quantityOf(value);
      return quantity ? [[name, quantity]] : [];
    });
}

function validateEntry(
  name: string,
  quantity: Quantity,
  path: string,
  scope: 'container' | 'pod',
  withHugePages = true,
): FieldError[] {
  return [
    ...(scope === 'pod' ? validatePodResourceName(name, path) : validateContainerResourceName(name, path)),
    ...validateQuantityValue(name, quantity, path),
    ...(withHugePages ? validateHugePages(name, quantity, path) : []),
  ];
}

/** An amount of a resource: not negative, and whole where the resource is counted. */
export function validateQuantityValue(name: string, quantity: Quantity, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (quantity.digits < 0n) {
    errors.push(invalid(path, quantityText(quantity), 'must be greater than or equal to 0'));
  }
  const isInteger = INTEGERS.has(name) || isExtended(name);
  if (isInteger && quantity.digits % 10n ** BigInt(quantity.scale) !== 0n) {
    errors.push(invalid(path, quantityText(quantity), 'must be an integer'));
  }
  return errors;
}

function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

function isNative(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

function isExtended(name: string): boolean {
  return !isNative(name) && !name.startsWith('requests.') && labelKeyMessages(`requests.${name}`).length === 0;
}

function validateResourceName(name: string, path: string): FieldError[] {
  const errors = invalidEach(path, name, labelKeyMessages(name));
  if (errors.length > 0 || name.includes('/') || STANDARD.has(name) || isHugePages(name)) return errors;
  return [invalid(path, name, 'must be a standard resource type or fully qualified')];
}

function validateContainerResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    if (OF_CONTAINERS.has(name) || isHugePages(name)) return errors;
    return [...errors, invalid(path, name, 'must be a standard resource for containers')];
  }
  if (isNative(name) || isExtended(name)) return errors;
  return [...errors, invalid(path, name, "doesn't follow extended resource name standard")];
}

function validatePodResourceName(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path);
  if (errors.length > 0 || OF_PODS.includes(name) || isHugePages(name)) return errors;
  return [notSupported(path, name, OF_PODS)];
}

/** Only native resources other than huge pages may be promised more than once. */
function mayOvercommit(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

function validateRequest(
  name: string,
  request: Quantity,
  limits: Fields,
  path: string,
  limitsPath: string,
): FieldError[] {
  const limit = quantityOf(limits[name]);
  if (!limit) {
    if (mayOvercommit(name)) return [];
    return [required(limitsPath, 'Limit must be set for non overcommitable resources')];
  }
  const order = compareQuantities(request, limit);
  const shown = `${name} limit of ${quantityText(limit)}`;
  if (order !== 0 && !mayOvercommit(name)) {
    return [invalid(path, quantityText(request), `must be equal to ${shown}`)];
  }
  return order > 0 ? [invalid(path, quantityText(request), `must be less than or equal to ${shown}`)] : [];
}

function validateHugePages(name: string, quantity: Quantity, path: string): FieldError[] {
  if (!isHugePages(name)) return [];
  const size = quantityOf(name.slice('hugepages-'.length));
  const unit = 10n ** BigInt(Math.max(quantity.scale, size?.scale ?? 0));
  const isMultiple = size !== undefined && size.digits > 0n && (quantity.digits * unit) % (size.digits * unit) === 0n;
  if (isMultiple) return [];
  const written = quantityText(quantity);
  return [invalid(path, written, `${written} is not positive integer multiple of ${name}`)];
}

function validateClaims(claims: readonly unknown[], known: ReadonlySet<string>, path: string): FieldError[] {
  const seen = new Set<string>();
  return claims.flatMap((entry, i) => {
    const { name: rawName, request: rawRequest } = fields(entry);
    const name = text(rawName);
    const request = text(rawRequest);
    const place = `${path}[${i}]`;
    if (name === '') return [required(place)];
    const errors: FieldError[] = [];
    if (seen.has(name)) errors.push(duplicate(place, name));
    else {
      const key = request === '' ? name : `${name}/${request}`;
      if (request !== '') errors.push(...invalidEach(`${place}.request`, request, dns1123LabelMessages(request)));
      if (seen.has(key)) errors.push(duplicate(place, key));
      else if (request === '') {
        for (const other of seen) if (other.startsWith(`${name}/`)) errors.push(duplicate(place, name));
      }
      seen.add(key);
    }
    if (!known.has(name)) {
      const tail = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
      const detail = `must be one of the names in pod.spec.resourceClaims${tail}`;
      errors.push({ ...notFound(place, name), detail });
    }
    return errors;
  });
}

/** What is wrong with resources of the pod as a whole: upstream's validatePodResources. */
export function validatePodResources(spec: Fields, claimNames: ReadonlySet<string>, path: string): FieldError[] {
  const resources = spec['resources'];
  if (resources === undefined || resources === null) return [];
  const { claims, requests, limits } = fields(resources);
  return [
    ...(claims ? [forbidden(`${path}.claims`, 'claims cannot be set for Resources at pod-level')] : []),
    ...validateResources(resources, claimNames, path, 'pod'),
    ...validateAggregate(items(spec['containers']), fields(requests), `${path}.requests`),
    ...items(spec['containers']).flatMap((container, i) =>
      validateAgainstPodLimits(fields(container), fields(limits), `${path}.containers[${i}]`),
    ),
  ];
}

function validateAggregate(containers: readonly unknown[], requests: Fields, path: string): FieldError[] {
  const sums = new Map<string, Quantity>();
  for (const container of containers) {
    for (const [name, quantity] of entriesOf(fields(fields(container)['resources'])['requests'])) {
      const sum = sums.get(name);
      sums.set(name, sum ? sumOf(sum, quantity) : quantity);
    }
  }
  return [...sums].flatMap(([name, sum]) => {
    const request = quantityOf(requests[name]) ?? { ...sum, digits: 0n };
    if (compareQuantities(sum, request) <= 0) return [];
    const detail = `must be greater than or equal to aggregate container requests of ${quantityText(sum)}`;
    return [invalid(`${path}[${name}]`, quantityText(request), detail)];
  });
}

function sumOf(a: Quantity, b: Quantity): Quantity {
  const scale = Math.max(a.scale, b.scale);
  const digits = a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale);
  return { ...a, digits, scale };
}

function validateAgainstPodLimits(container: Fields, limits: Fields, path: string): FieldError[] {
  return stringEntries(fields(container['resources'])['limits']).flatMap(([name, value]) => {
    const limit = quantityOf(value);
    const podLimit = quantityOf(limits[name]);
    if (!limit || !podLimit || compareQuantities(limit, podLimit) <= 0) return [];
    const detail = `must be less than or equal to pod limits of ${quantityText(podLimit)}`;
    return [invalid(`${path}[${name}].limits`, quantityText(limit), detail)];
  });
}
