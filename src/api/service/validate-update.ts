import { forbidden, invalid, type FieldError } from '../field-error.ts';
import { fields, given, number, text, texts, type Fields } from '../go-value.ts';
import { validateMetaUpdate } from '../validate-meta.ts';
import { validateService } from './validate.ts';
import { isHeadless } from './validate-cluster-ips.ts';
import { needsHealthCheck } from './validate-exposure.ts';

const FIXED = 'may not change once set';

/** What is wrong with changing `previous` into `next` (both allocated): upstream's ValidateServiceUpdate. */
export function validateServiceUpdate(next: Fields, previous: Fields): FieldError[] {
  const spec = fields(next['spec']);
  const before = fields(previous['spec']);
  return [
    ...validateMetaUpdate(next['metadata'], previous['metadata']),
    ...validateClusterIPChange(next, previous),
    ...validateFamilyChange(next, previous),
    ...validateClassChange(spec, before),
    ...validateHealthCheckChange(spec, before),
    ...validateService(next),
  ];
}

/** Upstream's validateUpgradeDowngradeClusterIPs. */
function validateClusterIPChange(next: Fields, previous: Fields): FieldError[] {
  const spec = fields(next['spec']);
  const before = fields(previous['spec']);
  if (spec['type'] === 'ExternalName' || before['type'] === 'ExternalName') return [];
  if (isHeadless(next) && isHeadless(previous)) return [];
  const now = texts(spec['clusterIPs']);
  const old = texts(before['clusterIPs']);
  if (now.length === old.length) {
    return old.flatMap((address, i) => (address === now[i] ? [] : [invalid(`spec.clusterIPs[${i}]`, now, FIXED)]));
  }
  const errors: FieldError[] = [];
  if (now.length === 0) errors.push(invalid('spec.clusterIPs[0]', now, 'primary clusterIP can not be unset'));
  else if (old.length > 0 && now[0] !== old[0]) errors.push(invalid('spec.clusterIPs[0]', now, FIXED));
  if (now.length === 1 && old.length > 1 && spec['ipFamilyPolicy'] !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary clusterIP";
    errors.push(invalid('spec.ipFamilyPolicy', spec['ipFamilyPolicy'] ?? null, detail));
  }
  return errors;
}

/** Upstream's validateUpgradeDowngradeIPFamilies; headless Services may change their families. */
function validateFamilyChange(next: Fields, previous: Fields): FieldError[] {
  const spec = fields(next['spec']);
  const before = fields(previous['spec']);
  if (spec['type'] === 'ExternalName' || before['type'] === 'ExternalName') return [];
  if (isHeadless(next) || isHeadless(previous)) return [];
  const now = texts(spec['ipFamilies']);
  const old = texts(before['ipFamilies']);
  const path = 'spec.ipFamilies[0]';
  if (now.length === old.length) {
    return old.flatMap((family, i) => (family === now[i] ? [] : [invalid(path, now, FIXED)]));
  }
  const errors: FieldError[] = [];
  if (now.length === 0) errors.push(invalid(path, now, 'primary ipFamily can not be unset'));
  else if (old.length > 0 && now[0] !== old[0]) errors.push(invalid(path, now, FIXED));
  if (now.length === 1 && old.length > 1 && spec['ipFamilyPolicy'] !== 'SingleStack') {
    const detail = "must be set to 'SingleStack' when releasing the secondary ipFamily";
    errors.push(invalid('spec.ipFamilyPolicy', spec['ipFamilyPolicy'] ?? null, detail));
  }
  return errors;
}

function validateClassChange(spec: Fields, before: Fields): FieldError[] {
  if (spec['type'] !== 'LoadBalancer' || before['type'] !== 'LoadBalancer') return [];
  const now = spec['loadBalancerClass'] ?? null;
  if (now === (before['loadBalancerClass'] ?? null)) return [];
  return [invalid('spec.loadBalancerClass', given(now) ? text(now) : null, FIXED)];
}

function validateHealthCheckChange(spec: Fields, before: Fields): FieldError[] {
  if (!needsHealthCheck(spec) || !needsHealthCheck(before)) return [];
  const isSame = number(spec['healthCheckNodePort']) === number(before['healthCheckNodePort']);
  return isSame ? [] : [forbidden('spec.healthCheckNodePort', 'field is immutable')];
}
