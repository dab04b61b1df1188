import { invalid } from '../../api/field-error.ts';
import { resource } from '../../api/resource.ts';
import { sloppyAddress } from '../../api/ip-rules.ts';
import type { ServiceSpec } from '../../api/service/type.ts';
import { internalError, invalidError } from '../refusals.ts';
import type { Transaction } from '../transaction.ts';
import { claimHint } from './claim-hint.ts';
import { isUnchangedPreferDual } from './families.ts';
import { addressRefusal, freeAddress } from './networks.ts';
import { isHeadless, needsClusterIP, type IPFamily } from './spec.ts';

/** Gives a new Service an address for each of its families; requested ones are checked (upstream's allocClusterIPs). */
export function allocateClusterIPs(tx: Transaction, name: string, spec: ServiceSpec): void {
  if (!needsClusterIP(spec) || isHeadless(spec)) return;
  const requested = spec.clusterIPs ?? [];
  const families = spec.ipFamilies ?? [];
  const given = families.map((family, i) => take(tx, name, spec, family, requested[i] ?? ''));
  spec.clusterIPs = given;
  if (given[0] !== undefined) spec.clusterIP = given[0];
}

/**
 * What a change of type or family policy means for addresses (upstream's updateClusterIPs): from ExternalName all are new,
 * a second family brings a second one. Releasing needs no act: what no Service carries is free.
 */
export function updateClusterIPs(tx: Transaction, name: string, spec: ServiceSpec, before: ServiceSpec): void {
  if (isUnchangedPreferDual(spec, before)) return;
  if (before.type === 'ExternalName' && needsClusterIP(spec)) {
    allocateClusterIPs(tx, name, spec);
    return;
  }
  if (isHeadless(before) || !needsClusterIP(spec)) return;
  const second = spec.ipFamilies?.[1];
  if (before.ipFamilies?.length !== 1 || spec.ipFamilies?.length !== 2 || second === undefined) return;
  const [first = '', wanted = ''] = spec.clusterIPs ?? [];
  spec.clusterIPs = [first, take(tx, name, spec, second, wanted)];
}

function take(tx: Transaction, name: string, spec: ServiceSpec, family: IPFamily, wanted: string): string {
  if (wanted === '') {
    const found = freeAddress(tx, family);
    if (found === undefined) throw internalError('failed to allocate a serviceIP: range is full');
    return found;
  }
  const address = sloppyAddress(wanted);
  const because = address
    ? addressRefusal(tx, family, address)
    : 'the provided network does not match the current range';
  if (because === undefined) return wanted;
  const error = invalid('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${wanted}: ${because}`);
  throw invalidError(resource('services'), name, [error], claimHint(tx, address?.text ?? wanted));
}
