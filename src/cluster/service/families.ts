import { invalid, type FieldError } from '../../api/field-error.ts';
import { familyOf } from '../../api/ip-rules.ts';
import { resource } from '../../api/resource.ts';
import type { ServiceSpec } from '../../api/service/type.ts';
import { validateClusterIPs } from '../../api/service/validate-cluster-ips.ts';
import { invalidError } from '../refusals.ts';
import { hasSelector, isHeadless, sameList, type IPFamily } from './spec.ts';

const POLICY = 'spec.ipFamilyPolicy';

/**
 * Settles ipFamilyPolicy and ipFamilies from what is given, what was before and what the cluster has (upstream's
 * initIPFamilyFields). Throws StatusError (422) where they contradict each other.
 */
export function settleFamilies(
  name: string,
  spec: ServiceSpec,
  before: ServiceSpec | undefined,
  configured: readonly IPFamily[],
): void {
  if (spec.type === 'ExternalName' || isUnchangedPreferDual(spec, before)) return;
  const selectorless = isHeadless(spec) && !hasSelector(spec);
  spec.ipFamilyPolicy ??= before?.ipFamilyPolicy ?? (selectorless ? 'RequireDualStack' : 'SingleStack');
  refuseAny(name, validateClusterIPs({ spec }));
  const errors = before ? downgrade(spec, before) : [];
  refuseAny(name, [...errors, ...tooManyForSingle(spec), ...inferFromAddresses(spec, configured)]);
  if (selectorless) {
    const families = (spec.ipFamilies = spec.ipFamilies?.length ? spec.ipFamilies : [defaultFamily(configured)]);
    if (families.length < 2 && spec.ipFamilyPolicy !== 'SingleStack') families.push(otherThan(families[0]));
    return;
  }
  refuseAny(name, notConfigured(spec, configured));
  if (!spec.ipFamilies?.length) spec.ipFamilies = [defaultFamily(configured)];
  if (spec.ipFamilyPolicy !== 'SingleStack' && spec.ipFamilies.length === 1 && configured.length === 2) {
    spec.ipFamilies.push(otherThan(spec.ipFamilies[0]));
  }
}

/** A PreferDualStack Service that nobody touched stays as it is, even if the cluster has gained or lost a family. */
export function isUnchangedPreferDual(spec: ServiceSpec, before: ServiceSpec | undefined): boolean {
  return (
    before !== undefined &&
    spec.ipFamilyPolicy === 'PreferDualStack' &&
    (before.ipFamilyPolicy ?? 'PreferDualStack') === 'PreferDualStack' &&
    spec.type === before.type &&
    sameList(spec.clusterIPs, before.clusterIPs) &&
    sameList(spec.ipFamilies, before.ipFamilies)
  );
}

/** SingleStack drops an untouched second address and family; any other policy may not lose one. */
function downgrade(spec: ServiceSpec, before: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.ipFamilyPolicy === 'SingleStack') {
    if (sameList(spec.clusterIPs, before.clusterIPs) && spec.clusterIPs) spec.clusterIPs = spec.clusterIPs.slice(0, 1);
    if (sameList(spec.ipFamilies, before.ipFamilies) && spec.ipFamilies) spec.ipFamilies = spec.ipFamilies.slice(0, 1);
    return errors;
  }
  if (isReduced(spec.clusterIPs, before.clusterIPs)) {
    errors.push(invalid(POLICY, spec.ipFamilyPolicy, "must be 'SingleStack' to release the secondary cluster IP"));
  }
  if (isReduced(spec.ipFamilies, before.ipFamilies)) {
    errors.push(invalid(POLICY, spec.ipFamilyPolicy, "must be 'SingleStack' to release the secondary IP family"));
  }
  return errors;
}

function isReduced(now: readonly string[] | undefined, before: readonly string[] | undefined): boolean {
  return (now?.length ?? 0) > 0 && (now?.length ?? 0) < (before?.length ?? 0);
}

function tooManyForSingle(spec: ServiceSpec): FieldError[] {
  if (spec.ipFamilyPolicy !== 'SingleStack') return [];
  const errors: FieldError[] = [];
  const wanted = "must be 'RequireDualStack' or 'PreferDualStack' when multiple";
  if (spec.clusterIPs?.length === 2) errors.push(invalid(POLICY, 'SingleStack', `${wanted} cluster IPs are specified`));
  if (spec.ipFamilies?.length === 2) errors.push(invalid(POLICY, 'SingleStack', `${wanted} IP families are specified`));
  return errors;
}

function inferFromAddresses(spec: ServiceSpec, configured: readonly IPFamily[]): FieldError[] {
  const errors: FieldError[] = [];
  for (const [i, text] of (spec.clusterIPs ?? []).entries()) {
    if (text === 'None') break;
    const family = familyOf(text);
    if (family === '' || i < (spec.ipFamilies?.length ?? 0)) continue;
    if (configured.includes(family)) (spec.ipFamilies ??= []).push(family);
    else errors.push(invalid(`spec.clusterIPs[${i}]`, spec.clusterIPs, `${family} is not configured on this cluster`));
  }
  return errors;
}

function notConfigured(spec: ServiceSpec, configured: readonly IPFamily[]): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.ipFamilyPolicy === 'RequireDualStack' && configured.length < 2) {
    errors.push(invalid(POLICY, spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
  }
  for (const [i, family] of (spec.ipFamilies ?? []).entries()) {
    if (!configured.includes(family)) {
      errors.push(invalid(`spec.ipFamilies[${i}]`, family, 'not configured on this cluster'));
    }
  }
  return errors;
}

function refuseAny(name: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError(resource('services'), name, errors);
}

function defaultFamily(configured: readonly IPFamily[]): IPFamily {
  return configured[0] ?? 'IPv4';
}

function otherThan(family: IPFamily | undefined): IPFamily {
  return family === 'IPv6' ? 'IPv4' : 'IPv6';
}
