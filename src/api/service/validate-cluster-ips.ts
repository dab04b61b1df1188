import { duplicate, invalid, invalidEach, notSupported, required, type FieldError } from '../field-error.ts';
import { fields, given, text, texts } from '../go-value.ts';
import { addressMessages, familyOf } from '../ip-rules.ts';

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const ADDRESSES = 'spec.clusterIPs';

/** Whether the Service asked for no virtual IP. */
export function isHeadless(service: unknown): boolean {
  const { clusterIP, clusterIPs } = fields(fields(service)['spec']);
  const addresses = texts(clusterIPs);
  return addresses.length === 0 ? clusterIP === 'None' : addresses.length === 1 && addresses[0] === 'None';
}

/**
 * What is wrong with cluster IPs and their families: upstream's ValidateServiceClusterIPsRelatedFields. The API server
 * asks this before it allocates (any error ends the request there) and once more with everything else.
 */
export function validateClusterIPs(service: unknown): FieldError[] {
  const spec = fields(fields(service)['spec']);
  if (spec['type'] === 'ExternalName') return [];
  const addresses = texts(spec['clusterIPs']);
  const families = texts(spec['ipFamilies']);
  const errors = [
    ...validateFirst(text(spec['clusterIP']), addresses),
    ...validateFamilies(families),
    ...validatePolicy(spec['ipFamilyPolicy']),
  ];
  const spelling = validateSpelling(addresses);
  errors.push(...spelling);
  if (addresses.length > 2) errors.push(invalid(ADDRESSES, addresses, 'may only hold up to 2 values'));
  if (spelling.length > 0) return errors;
  if (addresses.length > 1 && new Set(addresses.map(familyOf)).size !== 2) {
    errors.push(invalid(ADDRESSES, addresses, 'may specify no more than one IP for each IP family'));
  }
  return isHeadless(service) ? errors : [...errors, ...validateAgainstFamilies(addresses, families)];
}

function validateFirst(clusterIP: string, addresses: readonly string[]): FieldError[] {
  if (clusterIP === '') {
    if (addresses.length === 0) return [];
    return [invalid(ADDRESSES, addresses, 'must be empty when `clusterIP` is not specified')];
  }
  if (addresses.length === 0) return [required(ADDRESSES)];
  return addresses[0] === clusterIP ? [] : [invalid(ADDRESSES, addresses, 'first value must match `clusterIP`')];
}

function validateFamilies(families: readonly string[]): FieldError[] {
  return families.flatMap((family, i) => [
    ...(FAMILIES.includes(family) ? [] : [notSupported(`spec.ipFamilies[${i}]`, family, FAMILIES)]),
    ...(families.indexOf(family) < i ? [duplicate(`spec.ipFamilies[${i}]`, family)] : []),
  ]);
}

function validatePolicy(policy: unknown): FieldError[] {
  if (!given(policy) || POLICIES.includes(text(policy))) return [];
  return [notSupported('spec.ipFamilyPolicy', text(policy), POLICIES)];
}

function validateSpelling(addresses: readonly string[]): FieldError[] {
  return addresses.flatMap((address, i) => {
    if (i > 0 || address !== 'None') return invalidEach(`${ADDRESSES}[${i}]`, address, addressMessages(address));
    return addresses.length > 1 ? [invalid(ADDRESSES, addresses, "'None' must be the first and only value")] : [];
  });
}

function validateAgainstFamilies(addresses: readonly string[], families: readonly string[]): FieldError[] {
  return addresses.flatMap((address, i) => {
    const family = families[i];
    if (!family || !FAMILIES.includes(family) || familyOf(address) === family) return [];
    return [invalid(`${ADDRESSES}[${i}]`, address, `expected an ${family} value as indicated by \`ipFamilies[${i}]\``)];
  });
}
