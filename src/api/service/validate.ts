import { forbidden, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, items, number, text, texts, type Fields } from '../go-value.ts';
import { addressMessages, nonSpecialAddressMessages } from '../ip-rules.ts';
import { dns1123LabelMessages, dns1123SubdomainMessages } from '../names.ts';
import { validateLabels } from '../validate-labels.ts';
import { validateMeta } from '../validate-meta.ts';
import { isHeadless, validateClusterIPs } from './validate-cluster-ips.ts';
import { validateExposure } from './validate-exposure.ts';
import { validatePortCollisions, validateServicePorts } from './validate-port.ts';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const AFFINITIES = ['ClientIP', 'None'];
const MAX_AFFINITY_SECONDS = 86_400;
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

/** What is wrong with a defaulted and allocated Service, in the API server's order: upstream's ValidateService. */
export function validateService(service: Fields): FieldError[] {
  const spec = fields(service['spec']);
  const ports = items(spec['ports']);
  return [
    ...validateMeta(service['metadata'], true, dns1123LabelMessages),
    ...validateTopologyAnnotations(fields(fields(service['metadata'])['annotations'])),
    ...(ports.length === 0 && !isHeadless(service) && spec['type'] !== 'ExternalName' ? [required('spec.ports')] : []),
    ...validateByType(service, spec),
    ...validateServicePorts(ports),
    ...validateLabels(spec['selector'], 'spec.selector'),
    ...validateAffinity(spec),
    ...validateClusterIPs(service),
    ...texts(spec['externalIPs']).flatMap(validateExternalIP),
    ...validateType(text(spec['type'])),
    ...validatePortCollisions(spec, ports),
    ...validateExposure(service, spec),
  ];
}

function validateTopologyAnnotations(annotations: Fields): FieldError[] {
  const mode = annotations[TOPOLOGY_MODE];
  const hints = annotations[TOPOLOGY_HINTS];
  if (!given(mode) || !given(hints) || mode === hints) return [];
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`;
  return [invalid(`metadata.annotations[${TOPOLOGY_MODE}]`, mode, detail)];
}

function validateByType(service: Fields, spec: Fields): FieldError[] {
  const type = text(spec['type']);
  if (type === 'ExternalName') return validateExternalName(spec);
  if ((type !== 'LoadBalancer' && type !== 'NodePort') || !isHeadless(service)) return [];
  return [invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${type} services`)];
}

function validateExternalName(spec: Fields): FieldError[] {
  const detail = 'may not be set for ExternalName services';
  const errors: FieldError[] = [];
  if (items(spec['clusterIPs']).length > 0) errors.push(forbidden('spec.clusterIPs', detail));
  if (items(spec['ipFamilies']).length > 0) errors.push(forbidden('spec.ipFamilies', detail));
  if (given(spec['ipFamilyPolicy'])) errors.push(forbidden('spec.ipFamilyPolicy', detail));
  const name = text(spec['externalName']).replace(/\.$/, '');
  if (name === '') return [...errors, required('spec.externalName')];
  return [...errors, ...invalidEach('spec.externalName', name, dns1123SubdomainMessages(name))];
}

function validateAffinity(spec: Fields): FieldError[] {
  const affinity = text(spec['sessionAffinity']);
  const path = 'spec.sessionAffinityConfig';
  if (affinity === '') return [required('spec.sessionAffinity')];
  if (!AFFINITIES.includes(affinity)) return [notSupported('spec.sessionAffinity', affinity, AFFINITIES)];
  if (affinity === 'None') {
    if (!given(spec['sessionAffinityConfig'])) return [];
    return [forbidden(path, 'must not be set when session affinity is None')];
  }
  const detail = 'when session affinity type is ClientIP';
  if (!given(spec['sessionAffinityConfig'])) return [required(path, detail)];
  const { clientIP } = fields(spec['sessionAffinityConfig']);
  if (!given(clientIP)) return [required(`${path}.clientIP`, detail)];
  const { timeoutSeconds } = fields(clientIP);
  if (!given(timeoutSeconds)) return [required(`${path}.clientIP.timeoutSeconds`, detail)];
  const seconds = number(timeoutSeconds);
  if (seconds > 0 && seconds <= MAX_AFFINITY_SECONDS) return [];
  const range = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`;
  return [invalid(`${path}.clientIP.timeoutSeconds`, seconds, range)];
}

function validateExternalIP(address: string, index: number): FieldError[] {
  const spelling = addressMessages(address);
  return invalidEach(
    `spec.externalIPs[${index}]`,
    address,
    spelling.length > 0 ? spelling : nonSpecialAddressMessages(address),
  );
}

function validateType(type: string): FieldError[] {
  if (type === '') return [required('spec.type')];
  return TYPES.includes(type) ? [] : [notSupported('spec.type', type, TYPES)];
}
