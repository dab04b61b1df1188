import { forbidden, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, number, text, texts, type Fields } from '../go-value.ts';
import { cidrMessages } from '../ip-rules.ts';
import { labelKeyMessages, portNumberMessages } from '../names.ts';
import { isExternallyAccessible } from './defaults.ts';

const POLICIES = ['Cluster', 'Local'];
const DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'";
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/** The last part of ValidateService: load balancer fields, then traffic policies. */
export function validateExposure(service: Fields, spec: Fields): FieldError[] {
  return [
    ...validateSourceRanges(service, spec),
    ...validateNodePortAllocation(spec),
    ...validateLoadBalancerClass(spec),
    ...validateExternalTraffic(spec),
    ...validateInternalTraffic(spec),
    ...validateDistribution(spec['trafficDistribution']),
  ];
}

/** Upstream spells this one path with a capital letter. */
function validateSourceRanges(service: Fields, spec: Fields): FieldError[] {
  const isLoadBalancer = spec['type'] === 'LoadBalancer';
  const ranges = texts(spec['loadBalancerSourceRanges']).map((range) => range.trim());
  if (ranges.length > 0) {
    const path = 'spec.LoadBalancerSourceRanges';
    return [
      ...(isLoadBalancer ? [] : [forbidden(path, ONLY_LOAD_BALANCER)]),
      ...ranges.flatMap((range, i) => invalidEach(`${path}[${i}]`, range, cidrMessages(range))),
    ];
  }
  const annotation = fields(fields(service['metadata'])['annotations'])[SOURCE_RANGES];
  if (!given(annotation)) return [];
  const path = `metadata.annotations[${SOURCE_RANGES}]`;
  const errors = isLoadBalancer ? [] : [forbidden(path, ONLY_LOAD_BALANCER)];
  const listed = text(annotation).trim();
  if (listed === '') return errors;
  return [
    ...errors,
    ...listed.split(',').flatMap((range) => invalidEach(path, range.trim(), cidrMessages(range.trim()))),
  ];
}

function validateNodePortAllocation(spec: Fields): FieldError[] {
  const isSet = given(spec['allocateLoadBalancerNodePorts']);
  if (spec['type'] !== 'LoadBalancer') {
    return isSet ? [forbidden('spec.allocateLoadBalancerNodePorts', ONLY_LOAD_BALANCER)] : [];
  }
  return isSet ? [] : [required('allocateLoadBalancerNodePorts')];
}

function validateLoadBalancerClass(spec: Fields): FieldError[] {
  const value = spec['loadBalancerClass'];
  if (!given(value)) return [];
  const path = 'spec.loadBalancerClass';
  if (spec['type'] !== 'LoadBalancer') return [forbidden(path, ONLY_LOAD_BALANCER)];
  return invalidEach(path, text(value), labelKeyMessages(text(value)));
}

/** Whether the Service has a health check port of its own: upstream's service.NeedsHealthCheck. */
export function needsHealthCheck(spec: Fields): boolean {
  return spec['type'] === 'LoadBalancer' && spec['externalTrafficPolicy'] === 'Local';
}

function validateExternalTraffic(spec: Fields): FieldError[] {
  const path = 'spec.externalTrafficPolicy';
  const policy = text(spec['externalTrafficPolicy']);
  const errors: FieldError[] = [];
  if (!isExternallyAccessible(spec)) {
    if (policy !== '') errors.push(invalid(path, policy, 'may only be set for externally-accessible services'));
  } else if (policy === '') errors.push(required(path));
  else if (!POLICIES.includes(policy)) errors.push(notSupported(path, policy, POLICIES));
  return [...errors, ...validateHealthCheckPort(spec)];
}

function validateHealthCheckPort(spec: Fields): FieldError[] {
  const path = 'spec.healthCheckNodePort';
  const port = number(spec['healthCheckNodePort']);
  if (needsHealthCheck(spec)) {
    return port === 0 ? [required(path)] : invalidEach(path, port, portNumberMessages(port));
  }
  if (port === 0) return [];
  const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'";
  return [invalid(path, port, detail)];
}

function validateInternalTraffic(spec: Fields): FieldError[] {
  const path = 'spec.internalTrafficPolicy';
  const policy = spec['internalTrafficPolicy'];
  if (given(policy)) return POLICIES.includes(text(policy)) ? [] : [notSupported(path, text(policy), POLICIES)];
  return ['NodePort', 'LoadBalancer', 'ClusterIP'].includes(text(spec['type'])) ? [required(path)] : [];
}

function validateDistribution(distribution: unknown): FieldError[] {
  if (!given(distribution) || DISTRIBUTIONS.includes(text(distribution))) return [];
  return [notSupported('spec.trafficDistribution', text(distribution), DISTRIBUTIONS)];
}
