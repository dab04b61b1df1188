import {
  duplicate,
  forbidden,
  invalid,
  invalidEach,
  notSupported,
  required,
  tooMany,
  type FieldError,
} from '../field-error.ts';
import { fields, given, items, text, texts, type Fields } from '../go-value.ts';
import { addressMessages, familyOf, nonSpecialAddressMessages } from '../ip-rules.ts';
import { dns1123LabelMessages, dns1123SubdomainMessages, labelKeyMessages, labelValueMessages } from '../names.ts';
import { PROTOCOLS } from '../service/validate-port.ts';
import { validateLabels } from '../validate-labels.ts';
import { validateImmutable, validateMeta } from '../validate-meta.ts';

const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const MOST_ENDPOINTS = 1000;
const MOST_ADDRESSES = 100;
const MOST_PORTS = 20_000;
const MOST_HINTS = 8;
const MOST_TOPOLOGY_LABELS = 16;
const HOSTNAME_LABEL = 'kubernetes.io/hostname';

/** What is wrong with a defaulted EndpointSlice: upstream's ValidateEndpointSlice. */
export function validateEndpointSlice(slice: Fields): FieldError[] {
  return [
    ...validateMeta(slice['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...validateAddressType(text(slice['addressType'])),
    ...validateEndpoints(items(slice['endpoints']), text(slice['addressType'])),
    ...validatePorts(items(slice['ports'])),
  ];
}

/** What is wrong with changing `previous` into `next`: the kind of addresses is fixed. */
export function validateEndpointSliceUpdate(next: Fields, previous: Fields): FieldError[] {
  return [
    ...validateEndpointSlice(next),
    ...validateImmutable(next['addressType'], previous['addressType'], 'addressType'),
  ];
}

function validateAddressType(type: string): FieldError[] {
  if (type === '') return [required('addressType')];
  return ADDRESS_TYPES.includes(type) ? [] : [notSupported('addressType', type, ADDRESS_TYPES)];
}

function validateEndpoints(endpoints: readonly unknown[], addressType: string): FieldError[] {
  if (endpoints.length > MOST_ENDPOINTS) return [tooMany('endpoints', endpoints.length, MOST_ENDPOINTS)];
  return endpoints.flatMap((entry, i) => {
    const endpoint = fields(entry);
    const path = `endpoints[${i}]`;
    const nodeName = endpoint['nodeName'];
    const hostname = endpoint['hostname'];
    return [
      ...validateAddresses(texts(endpoint['addresses']), addressType, `${path}.addresses`),
      ...(given(nodeName)
        ? invalidEach(`${path}.nodeName`, text(nodeName), dns1123SubdomainMessages(text(nodeName)))
        : []),
      ...validateTopology(fields(endpoint['deprecatedTopology']), `${path}.deprecatedTopology`),
      ...(given(hostname) ? invalidEach(`${path}.hostname`, text(hostname), dns1123LabelMessages(text(hostname))) : []),
      ...validateHints(fields(endpoint['hints']), `${path}.hints`),
    ];
  });
}

function validateAddresses(addresses: readonly string[], type: string, path: string): FieldError[] {
  if (addresses.length === 0) return [required(path, 'must contain at least 1 address')];
  const errors = addresses.length > MOST_ADDRESSES ? [tooMany(path, addresses.length, MOST_ADDRESSES)] : [];
  for (const [i, address] of addresses.entries()) {
    const place = `${path}[${i}]`;
    if (type === 'FQDN') errors.push(...validateDomain(address, place));
    if (type !== 'IPv4' && type !== 'IPv6') continue;
    const spelling = addressMessages(address);
    errors.push(...invalidEach(place, address, spelling));
    if (spelling.length > 0) continue;
    if (familyOf(address) !== type) errors.push(invalid(path, address, `must be an ${type} address`));
    errors.push(...invalidEach(place, address, nonSpecialAddressMessages(address)));
  }
  return errors;
}

/** Upstream's IsFullyQualifiedDomainName: at least two labels, a trailing dot is let through. */
function validateDomain(address: string, path: string): FieldError[] {
  if (address === '') return [required(path)];
  const name = address.replace(/\.$/, '');
  const messages = dns1123SubdomainMessages(name);
  if (messages.length > 0) return [invalid(path, name, messages.join(','))];
  const labels = name.split('.');
  if (labels.length < 2) {
    return [invalid(path, name, 'should be a domain with at least two segments separated by dots')];
  }
  return labels.flatMap((label) => {
    const wrong = dns1123LabelMessages(label);
    return wrong.length > 0 ? [invalid(path, label, wrong.join(','))] : [];
  });
}

function validateTopology(topology: Fields, path: string): FieldError[] {
  const count = Object.keys(topology).length;
  return [
    ...validateLabels(topology, path),
    ...(count > MOST_TOPOLOGY_LABELS ? [tooMany(path, count, MOST_TOPOLOGY_LABELS)] : []),
    ...(Object.hasOwn(topology, HOSTNAME_LABEL)
      ? [forbidden(`${path}[${HOSTNAME_LABEL}]`, 'may not be specified, please use `nodeName` instead')]
      : []),
  ];
}

function validateHints(hints: Fields, path: string): FieldError[] {
  return [
    ...validateHintList(items(hints['forZones']), `${path}.forZones`, labelValueMessages),
    ...validateHintList(items(hints['forNodes']), `${path}.forNodes`, (name) => dns1123SubdomainMessages(name)),
  ];
}

function validateHintList(list: readonly unknown[], path: string, rule: (name: string) => string[]): FieldError[] {
  if (list.length > MOST_HINTS) return [tooMany(path, list.length, MOST_HINTS)];
  const names = new Set<string>();
  return list.flatMap((entry, i) => {
    const name = text(fields(entry)['name']);
    if (names.has(name)) return [duplicate(`${path}[${i}].name`, name)];
    names.add(name);
    return invalidEach(`${path}[${i}].name`, name, rule(name));
  });
}

function validatePorts(ports: readonly unknown[]): FieldError[] {
  if (ports.length > MOST_PORTS) return [tooMany('ports', ports.length, MOST_PORTS)];
  const names = new Set<string>();
  return ports.flatMap((entry, i) => {
    const { name: rawName, protocol, appProtocol } = fields(entry);
    const path = `ports[${i}]`;
    const name = text(rawName);
    const errors = name === '' ? [] : invalidEach(`${path}.name`, name, dns1123LabelMessages(name));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    if (!given(protocol)) errors.push(required(`${path}.protocol`));
    else if (!PROTOCOLS.includes(text(protocol))) {
      errors.push(notSupported(`${path}.protocol`, text(protocol), PROTOCOLS));
    }
    if (!given(appProtocol)) return errors;
    return [...errors, ...invalidEach(`${path}.appProtocol`, text(appProtocol), labelKeyMessages(text(appProtocol)))];
  });
}
