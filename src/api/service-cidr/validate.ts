import { invalid, invalidEach, required, type FieldError } from '../field-error.ts';
import { fields, texts, type Fields } from '../go-value.ts';
import { canonicalCidrMessages, familyOf } from '../ip-rules.ts';
import { dns1123SubdomainMessages } from '../names.ts';
import { validateImmutable, validateMeta, validateMetaUpdate } from '../validate-meta.ts';

const PATH = 'spec.cidrs';

/** What is wrong with a ServiceCIDR: upstream's ValidateServiceCIDR. */
export function validateServiceCidr(range: Fields): FieldError[] {
  const cidrs = texts(fields(range['spec'])['cidrs']);
  const errors = validateMeta(range['metadata'], false, (name) => dns1123SubdomainMessages(name));
  if (cidrs.length === 0) return [...errors, required(PATH, 'at least one CIDR required')];
  if (cidrs.length > 2) return [...errors, invalid(PATH, cidrs, 'may only hold up to 2 values')];
  const families = new Set(cidrs.map((cidr) => familyOf(cidr.split('/', 1)[0] ?? '')));
  if (cidrs.length === 2 && families.size !== 2) {
    const detail = 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64';
    errors.push(invalid(PATH, cidrs, detail));
  }
  return [...errors, ...cidrs.flatMap((cidr, i) => invalidEach(`${PATH}[${i}]`, cidr, canonicalCidrMessages(cidr)))];
}

/** What is wrong with changing `previous` into `next`: a second family may be added, nothing else changes. */
export function validateServiceCidrUpdate(next: Fields, previous: Fields): FieldError[] {
  const now = texts(fields(next['spec'])['cidrs']);
  const old = texts(fields(previous['spec'])['cidrs']);
  const errors = validateMetaUpdate(next['metadata'], previous['metadata']);
  if (old.length === 1 && now.length === 2) {
    return [...errors, ...validateImmutable(now[0], old[0], `${PATH}[0]`), ...validateServiceCidr(next)];
  }
  return [...errors, ...validateImmutable(now, old, PATH)];
}
