import { fields, texts } from '../../api/go-value.ts';
import { parsePrefix } from '../../net/prefix.ts';
import type { Address } from '../../net/address.ts';
import type { Transaction } from '../transaction.ts';
import { addressBand, holds, nextAddress, type AddressBand } from './address-band.ts';
import { addressOwner } from './allocations.ts';
import type { IPFamily } from './spec.ts';

/** The families the cluster's Services can have, the default one first. */
export function serviceFamilies(tx: Transaction): IPFamily[] {
  const found = tx.config.serviceCIDRs.flatMap((text): IPFamily[] => {
    const network = parsePrefix(text);
    return network ? [network.address.family === 4 ? 'IPv4' : 'IPv6'] : [];
  });
  return [...new Set(found)];
}

/** All service networks of a family: the configured one, then those of ServiceCIDR objects that are not being deleted. */
export function serviceBands(tx: Transaction, family: IPFamily): AddressBand[] {
  const more = [...tx.all('servicecidrs').values()]
    .filter((object) => !object.metadata.deletionTimestamp)
    .flatMap((object) => texts(fields(object['spec'])['cidrs']));
  return [...new Set([...tx.config.serviceCIDRs, ...more])].flatMap((text) => {
    const network = parsePrefix(text);
    return network && network.address.family === (family === 'IPv4' ? 4 : 6) ? [addressBand(network)] : [];
  });
}

/** Why this very address cannot be had, or undefined (upstream's MetaAllocator, Kubernetes 1.33 and later). */
export function addressRefusal(tx: Transaction, family: IPFamily, address: Address): string | undefined {
  const bands = serviceBands(tx, family);
  if (!bands.some((band) => holds(band, address))) return 'the provided network does not match the current range';
  return addressOwner(tx, address.text) === undefined ? undefined : 'provided IP is already allocated';
}

/** Any free address of the family, or undefined if all are taken. */
export function freeAddress(tx: Transaction, family: IPFamily): string | undefined {
  for (const band of serviceBands(tx, family)) {
    const found = nextAddress(band, (text) => addressOwner(tx, text) !== undefined, tx.random);
    if (found) return found.text;
  }
  return undefined;
}
