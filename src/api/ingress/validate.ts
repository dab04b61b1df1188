import { invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, texts, type Fields } from '../go-value.ts';
import { sloppyAddress } from '../ip-rules.ts';
import {
  dns1123LabelMessages,
  dns1123SubdomainMessages,
  portNameMessages,
  portNumberMessages,
  wildcardSubdomainMessages,
} from '../names.ts';
import { validateMeta, validateMetaUpdate } from '../validate-meta.ts';

const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];
const FORBIDDEN_PARTS = ['//', '/./', '/../', '%2f', '%2F'];
const FORBIDDEN_ENDS = ['/..', '/.'];
const CLASS_ANNOTATION = 'kubernetes.io/ingress.class';

/** What is wrong with an Ingress that is to be created: upstream's ValidateIngressCreate. */
export function validateIngress(ingress: Fields): FieldError[] {
  const spec = fields(ingress['spec']);
  const annotation = fields(fields(ingress['metadata'])['annotations'])[CLASS_ANNOTATION];
  const errors = [
    ...validateMeta(ingress['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...validateIngressSpec(spec),
  ];
  if (given(annotation) && given(spec['ingressClassName']) && annotation !== spec['ingressClassName']) {
    const detail = 'must match `ingressClassName` when both are specified';
    errors.push(invalid(`annotations.${CLASS_ANNOTATION}`, annotation, detail));
  }
  return errors;
}

export function validateIngressUpdate(next: Fields, previous: Fields): FieldError[] {
  return [
    ...validateMetaUpdate(next['metadata'], previous['metadata']),
    ...validateMeta(next['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...validateIngressSpec(fields(next['spec'])),
  ];
}

function validateIngressSpec(spec: Fields): FieldError[] {
  const rules = items(spec['rules']);
  const className = spec['ingressClassName'];
  return [
    ...(rules.length === 0 && !given(spec['defaultBackend'])
      ? [invalid('spec', spec['rules'] ?? null, 'either `defaultBackend` or `rules` must be specified')]
      : []),
    ...(given(spec['defaultBackend']) ? validateBackend(fields(spec['defaultBackend']), 'spec.defaultBackend') : []),
    ...rules.flatMap((rule, i) => validateRule(fields(rule), `spec.rules[${i}]`)),
    ...items(spec['tls']).flatMap((tls, i) => validateTls(fields(tls), `spec.tls[${i}]`)),
    ...(given(className)
      ? invalidEach('spec.ingressClassName', text(className), dns1123SubdomainMessages(text(className)))
      : []),
  ];
}

function hostMessages(host: string): string[] {
  return host.includes('*') ? wildcardSubdomainMessages(host) : dns1123SubdomainMessages(host);
}

function validateRule(rule: Fields, path: string): FieldError[] {
  const host = text(rule['host']);
  const errors: FieldError[] = [];
  if (host !== '') {
    if (/[.:]/.test(host) && sloppyAddress(host)) {
      errors.push(invalid(`${path}.host`, host, 'must be a DNS name, not an IP address'));
    }
    errors.push(...invalidEach(`${path}.host`, host, hostMessages(host)));
  }
  if (!given(rule['http'])) return errors;
  const paths = items(fields(rule['http'])['paths']);
  if (paths.length === 0) errors.push(required(`${path}.http.paths`));
  return [...errors, ...paths.flatMap((entry, i) => validatePath(fields(entry), `${path}.http.paths[${i}]`))];
}

function validatePath(entry: Fields, path: string): FieldError[] {
  const target = text(entry['path']);
  const type = entry['pathType'];
  const place = `${path}.path`;
  if (!given(type)) return [required(`${path}.pathType`, 'pathType must be specified')];
  const errors: FieldError[] = [];
  if (type === 'Exact' || type === 'Prefix') {
    if (!target.startsWith('/')) errors.push(invalid(place, target, 'must be an absolute path'));
    for (const part of FORBIDDEN_PARTS) {
      if (target.includes(part)) errors.push(invalid(place, target, `must not contain '${part}'`));
    }
    for (const end of FORBIDDEN_ENDS) {
      if (target.endsWith(end)) errors.push(invalid(place, target, `cannot end with '${end}'`));
    }
  } else if (type === 'ImplementationSpecific') {
    if (target !== '' && !target.startsWith('/')) errors.push(invalid(place, target, 'must be an absolute path'));
  } else errors.push(notSupported(`${path}.pathType`, text(type), PATH_TYPES));
  return [...errors, ...validateBackend(fields(entry['backend']), `${path}.backend`)];
}

function validateBackend(backend: Fields, path: string): FieldError[] {
  const hasService = given(backend['service']);
  const hasResource = given(backend['resource']);
  if (hasService && hasResource) return [invalid(path, '', 'cannot set both resource and service backends')];
  if (hasResource) return validateReference(fields(backend['resource']), `${path}.resource`);
  if (!hasService) return [invalid(path, '', 'resource or service backend is required')];
  const { name: rawName, port } = fields(backend['service']);
  const name = text(rawName);
  const portName = text(fields(port)['name']);
  const portNumber = number(fields(port)['number']);
  const errors =
    name === ''
      ? [required(`${path}.service.name`)]
      : invalidEach(`${path}.service.name`, name, dns1123LabelMessages(name));
  if (portName !== '' && portNumber !== 0) {
    return [...errors, invalid(path, '', 'cannot set both port name & port number')];
  }
  if (portName !== '') {
    return [...errors, ...invalidEach(`${path}.service.port.name`, portName, portNameMessages(portName))];
  }
  if (portNumber === 0) return [...errors, required(path, 'port name or number is required')];
  return [...errors, ...invalidEach(`${path}.service.port.number`, portNumber, portNumberMessages(portNumber))];
}

function validateReference(reference: Fields, path: string): FieldError[] {
  return ['kind', 'name'].flatMap((field) => (text(reference[field]) === '' ? [required(`${path}.${field}`)] : []));
}

function validateTls(tls: Fields, path: string): FieldError[] {
  const secret = text(tls['secretName']);
  return [
    ...texts(tls['hosts']).flatMap((host, i) => invalidEach(`${path}.hosts[${i}]`, host, hostMessages(host))),
    ...(secret === '' ? [] : invalidEach(`${path}.secretName`, secret, dns1123SubdomainMessages(secret))),
  ];
}
