import { duplicate, forbidden, invalid, invalidEach, type FieldError } from '../field-error.ts';
import { fields, items, sameJson, sortedKeys, text, texts, type Fields } from '../go-value.ts';
import { cidrMessages, familyOf } from '../ip-rules.ts';
import { dns1123SubdomainMessages, labelValueMessages } from '../names.ts';
import { validateQuantityValue } from '../pod/validate-resources.ts';
import { validateTaintEffect } from '../pod/validate-scheduling.ts';
import { quantityOf } from '../quantity.ts';
import { validateLabelKey } from '../validate-labels.ts';
import { validateMeta, validateMetaUpdate } from '../validate-meta.ts';

/** What is wrong with a defaulted Node: upstream's ValidateNode. */
export function validateNode(node: Fields): FieldError[] {
  const spec = fields(node['spec']);
  return [
    ...validateMeta(node['metadata'], false, (name) => dns1123SubdomainMessages(name)),
    // Upstream reports taints below the metadata.
    ...validateTaints(items(spec['taints']), 'metadata.taints'),
    ...validateNodeResources(fields(node['status'])),
    ...validatePodCidrs(texts(spec['podCIDRs'])),
  ];
}

/** What is wrong with changing `previous` into `next`: upstream's ValidateNodeUpdate. */
export function validateNodeUpdate(next: Fields, previous: Fields): FieldError[] {
  const spec = fields(next['spec']);
  const before = fields(previous['spec']);
  const errors = [
    ...validateMetaUpdate(next['metadata'], previous['metadata']),
    ...validateNodeResources(fields(next['status'])),
    ...validateAddresses(items(fields(next['status'])['addresses'])),
  ];
  const old = texts(before['podCIDRs']);
  const now = texts(spec['podCIDRs']);
  const fixed = 'node updates may not change podCIDR except from "" to valid';
  if (old.length > 0 && old.length !== now.length) errors.push(forbidden('spec.podCIDRs', fixed));
  else for (const [i, cidr] of old.entries()) if (cidr !== now[i]) errors.push(forbidden('spec.podCIDRs', fixed));
  const provider = text(before['providerID']);
  if (provider !== '' && provider !== text(spec['providerID'])) {
    errors.push(forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'));
  }
  errors.push(...validateTaints(items(spec['taints']), 'metadata.taints'));
  if (text(spec['externalID']) !== text(before['externalID'])) {
    errors.push(forbidden('spec.externalID', 'may not be updated'));
  }
  return errors;
}

function validateTaints(taints: readonly unknown[], path: string): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((entry, i) => {
    const taint = fields(entry);
    const place = `${path}[${i}]`;
    const key = text(taint['key']);
    const value = text(taint['value']);
    const effect = text(taint['effect']);
    const wrong = labelValueMessages(value);
    const errors = [
      ...validateLabelKey(key, `${place}.key`),
      ...(wrong.length > 0 ? [invalid(`${place}.value`, value, wrong.join(';'))] : []),
      ...validateTaintEffect(effect, `${place}.effect`),
    ];
    if (seen.has(`${effect} ${key}`)) {
      const shown = { Key: key, Value: value, Effect: effect, TimeAdded: taint['timeAdded'] ?? null };
      errors.push({ ...duplicate(place, shown), detail: 'taints must be unique by key and effect pair' });
    }
    seen.add(`${effect} ${key}`);
    return errors;
  });
}

function validateNodeResources(status: Fields): FieldError[] {
  return ['capacity', 'allocatable'].flatMap((list) =>
    Object.entries(fields(status[list]))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([name, value]) => {
        const quantity = quantityOf(value);
        return quantity ? validateQuantityValue(name, quantity, `status.${list}.${name}`) : [];
      }),
  );
}

function validatePodCidrs(cidrs: readonly string[]): FieldError[] {
  const path = 'spec.podCIDRs';
  const errors = cidrs.flatMap((cidr, i) => invalidEach(`${path}[${i}]`, cidr, cidrMessages(cidr)));
  if (cidrs.length < 2) return errors;
  const families = new Set(cidrs.map((cidr) => familyOf(cidr.split('/', 1)[0] ?? '')));
  if (families.size !== 2 || cidrs.length > 2) {
    errors.push(invalid(path, cidrs, 'may specify no more than one CIDR for each IP family'));
  }
  const repeated = cidrs.flatMap((cidr, i) => (cidrs.indexOf(cidr) < i ? [duplicate(`${path}[${i}]`, cidr)] : []));
  return [...errors, ...repeated];
}

function validateAddresses(addresses: readonly unknown[]): FieldError[] {
  return addresses.flatMap((entry, i) => {
    const isRepeated = addresses.slice(0, i).some((earlier) => sameJson(earlier, entry));
    const { type, address } = fields(sortedKeys(entry));
    const shown = { Type: text(type), Address: text(address) };
    return isRepeated ? [duplicate(`status.addresses[${i}]`, shown)] : [];
  });
}
