import { parseAddress } from '../../net/address.ts';
import type { Transaction } from '../transaction.ts';
import { holds } from './address-band.ts';
import { addressOwner } from './allocations.ts';
import { serviceBands } from './networks.ts';

/** What a person can do about an address that cannot be had: who has it, how to move the cluster's DNS, which range there is. */
export function claimHint(tx: Transaction, text: string): string | undefined {
  const owner = addressOwner(tx, text);
  if (owner !== undefined && isClusterDNS(tx, text, owner)) {
    return (
      `${text} is the cluster's DNS (Service ${owner}). To use it for something else, move the DNS: apply a ` +
      `KubeletConfiguration with clusterDNS: [ANOTHER-ADDRESS], or start with kubesim cluster init --cluster-dns ANOTHER-ADDRESS`
    );
  }
  if (owner !== undefined) return `${text} belongs to Service ${owner}`;
  const address = parseAddress(text);
  if (!address) return undefined;
  const bands = serviceBands(tx, address.family === 4 ? 'IPv4' : 'IPv6');
  if (bands.some((band) => holds(band, address))) return undefined;
  return `Services of this cluster take their addresses from ${tx.config.serviceCIDRs.join(', ')}`;
}

function isClusterDNS(tx: Transaction, text: string, owner: string): boolean {
  return owner === 'kube-system/kube-dns' || tx.config.clusterDNS.some((entry) => parseAddress(entry)?.text === text);
}
