import { parsePrefix, contains } from '../../net/prefix.ts';
import { forbidden, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, texts, type Fields } from '../go-value.ts';
import { cidrMessages } from '../ip-rules.ts';
import { dns1123SubdomainMessages, portNameMessages, portNumberMessages } from '../names.ts';
import { validateLabelSelector } from '../validate-labels.ts';
import { validateMeta, validateMetaUpdate } from '../validate-meta.ts';

const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const TYPES = ['Ingress', 'Egress'];

/** What is wrong with a defaulted NetworkPolicy: upstream's ValidateNetworkPolicy. */
export function validateNetworkPolicy(policy: Fields): FieldError[] {
  return [
    ...validateMeta(policy['metadata'], true, (name) => dns1123SubdomainMessages(name)),
    ...validatePolicySpec(fields(policy['spec'])),
  ];
}

export function validateNetworkPolicyUpdate(next: Fields, previous: Fields): FieldError[] {
  return [...validateMetaUpdate(next['metadata'], previous['metadata']), ...validatePolicySpec(fields(next['spec']))];
}

function validatePolicySpec(spec: Fields): FieldError[] {
  const types = texts(spec['policyTypes']);
  const errors = [
    ...validateLabelSelector(spec['podSelector'], 'spec.podSelector'),
    ...validateRules(items(spec['ingress']), 'from', 'spec.ingress'),
    ...validateRules(items(spec['egress']), 'to', 'spec.egress'),
  ];
  if (types.length > TYPES.length) {
    return [...errors, invalid('spec.policyTypes', types, 'may not specify more than two policyTypes')];
  }
  for (const [i, type] of types.entries()) {
    if (!TYPES.includes(type)) errors.push(notSupported(`spec.policyTypes[${i}]`, type, TYPES));
  }
  return errors;
}

function validateRules(rules: readonly unknown[], peers: 'from' | 'to', path: string): FieldError[] {
  return rules.flatMap((entry, i) => {
    const rule = fields(entry);
    const place = `${path}[${i}]`;
    return [
      ...items(rule['ports']).flatMap((port, p) => validatePort(fields(port), `${place}.ports[${p}]`)),
      ...items(rule[peers]).flatMap((peer, p) => validatePeer(fields(peer), `${place}.${peers}[${p}]`)),
    ];
  });
}

function validatePort(entry: Fields, path: string): FieldError[] {
  const { port, protocol } = entry;
  const endPort = number(entry['endPort']);
  const hasEnd = given(entry['endPort']);
  const endPath = `${path}.endPort`;
  const errors: FieldError[] = [];
  if (given(protocol) && !PROTOCOLS.includes(text(protocol))) {
    errors.push(notSupported(`${path}.protocol`, text(protocol), PROTOCOLS));
  }
  if (!given(port)) {
    if (hasEnd) errors.push(invalid(endPath, endPort, 'may not be specified when `port` is not specified'));
  } else if (typeof port === 'string') {
    if (hasEnd) errors.push(invalid(endPath, endPort, 'may not be specified when `port` is non-numeric'));
    errors.push(...invalidEach(`${path}.port`, port, portNameMessages(port)));
  } else {
    errors.push(...invalidEach(`${path}.port`, number(port), portNumberMessages(number(port))));
    if (hasEnd && endPort < number(port)) {
      // Upstream shows the first port here, not the last.
      errors.push(invalid(endPath, number(port), 'must be greater than or equal to `port`'));
    }
    if (hasEnd) errors.push(...invalidEach(endPath, endPort, portNumberMessages(endPort)));
  }
  return errors;
}

function validatePeer(peer: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const selectors = ['podSelector', 'namespaceSelector'].filter((field) => given(peer[field]));
  for (const field of selectors) errors.push(...validateLabelSelector(peer[field], `${path}.${field}`));
  if (given(peer['ipBlock'])) {
    errors.push(...validateBlock(fields(peer['ipBlock']), `${path}.ipBlock`));
    if (selectors.length > 0) errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  } else if (selectors.length === 0) errors.push(required(path, 'must specify a peer'));
  return errors;
}

function validateBlock(block: Fields, path: string): FieldError[] {
  const cidr = text(block['cidr']);
  if (cidr === '') return [required(`${path}.cidr`)];
  const errors = invalidEach(`${path}.cidr`, cidr, cidrMessages(cidr));
  const network = cidr.includes('/') ? parsePrefix(cidr) : undefined;
  if (!network) return errors;
  for (const [i, except] of texts(block['except']).entries()) {
    const place = `${path}.except[${i}]`;
    errors.push(...invalidEach(place, except, cidrMessages(except)));
    const inner = except.includes('/') ? parsePrefix(except) : undefined;
    if (!inner || (contains(network, inner.address) && inner.length > network.length)) continue;
    errors.push(invalid(place, except, 'must be a strict subset of `cidr`'));
  }
  return errors;
}
