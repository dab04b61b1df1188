import { forbidden, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, type Fields } from '../go-value.ts';
import { httpHeaderMessages, portNumberMessages } from '../names.ts';
import { validatePortNumberOrName } from '../service/validate-port.ts';

const SCHEMES = ['HTTP', 'HTTPS'];
const PROBE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'grpc'] as const;
const LIFECYCLE_HANDLERS = ['exec', 'httpGet', 'tcpSocket', 'sleep'] as const;
type Handler = (typeof PROBE_HANDLERS)[number] | (typeof LIFECYCLE_HANDLERS)[number];

/** What is wrong with the three probes of a container, in the API server's order. */
export function validateProbes(container: Fields, path: string): FieldError[] {
  return [
    ...validateProbe(container['livenessProbe'], `${path}.livenessProbe`, 'once'),
    ...validateProbe(container['readinessProbe'], `${path}.readinessProbe`, 'readiness'),
    ...validateProbe(container['startupProbe'], `${path}.startupProbe`, 'once'),
  ];
}

function validateProbe(value: unknown, path: string, use: 'once' | 'readiness'): FieldError[] {
  if (!given(value)) return [];
  const probe = fields(value);
  const errors = validateHandler(probe, PROBE_HANDLERS, undefined, path);
  for (const field of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]) {
    const seconds = number(probe[field]);
    if (seconds < 0) errors.push(invalid(`${path}.${field}`, seconds, 'must be greater than or equal to 0'));
  }
  const grace = probe['terminationGracePeriodSeconds'];
  const gracePath = `${path}.terminationGracePeriodSeconds`;
  if (given(grace) && number(grace) <= 0) errors.push(invalid(gracePath, number(grace), 'must be greater than 0'));
  if (use === 'readiness') {
    if (given(grace)) errors.push(invalid(gracePath, number(grace), 'must not be set for readinessProbes'));
  } else if (number(probe['successThreshold']) !== 1) {
    errors.push(invalid(`${path}.successThreshold`, number(probe['successThreshold']), 'must be 1'));
  }
  return errors;
}

/** What is wrong with the hooks of a container; `graceSeconds` bounds a sleep. */
export function validateLifecycle(value: unknown, graceSeconds: unknown, path: string): FieldError[] {
  if (!given(value)) return [];
  const lifecycle = fields(value);
  return ['postStart', 'preStop'].flatMap((hook) =>
    given(lifecycle[hook])
      ? validateHandler(fields(lifecycle[hook]), LIFECYCLE_HANDLERS, graceSeconds, `${path}.${hook}`)
      : [],
  );
}

function validateHandler(owner: Fields, kinds: readonly Handler[], graceSeconds: unknown, path: string): FieldError[] {
  const present = kinds.filter((kind) => given(owner[kind]));
  if (present.length === 0) return [required(path, 'must specify a handler type')];
  return present.flatMap((kind, i) =>
    i > 0
      ? [forbidden(`${path}.${kind}`, 'may not specify more than 1 handler type')]
      : validateAction(kind, fields(owner[kind]), graceSeconds, `${path}.${kind}`),
  );
}

function validateAction(kind: Handler, action: Fields, graceSeconds: unknown, path: string): FieldError[] {
  switch (kind) {
    case 'exec':
      return items(action['command']).length === 0 ? [required(`${path}.command`)] : [];
    case 'httpGet':
      return validateHttpGet(action, path);
    case 'tcpSocket':
      return validatePortNumberOrName(action['port'], `${path}.port`);
    case 'grpc':
      return invalidEach(`${path}.port`, number(action['port']), portNumberMessages(number(action['port'])));
    case 'sleep':
      return validateSleep(number(action['seconds']), graceSeconds, path);
  }
}

function validateHttpGet(action: Fields, path: string): FieldError[] {
  const scheme = text(action['scheme']);
  return [
    ...(text(action['path']) === '' ? [required(`${path}.path`)] : []),
    ...validatePortNumberOrName(action['port'], `${path}.port`),
    ...(SCHEMES.includes(scheme) ? [] : [notSupported(`${path}.scheme`, scheme, SCHEMES)]),
    ...items(action['httpHeaders']).flatMap((header) => {
      const name = text(fields(header)['name']);
      return invalidEach(`${path}.httpHeaders`, name, httpHeaderMessages(name));
    }),
  ];
}

function validateSleep(seconds: number, graceSeconds: unknown, path: string): FieldError[] {
  if (!given(graceSeconds)) return [];
  const grace = number(graceSeconds);
  if (seconds >= 0 && seconds <= grace) return [];
  return [invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${grace})`)];
}
