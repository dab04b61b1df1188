import { addressPlus } from '../../net/address.ts';
import { parsePrefix } from '../../net/prefix.ts';
import { UserError } from '../../net/user-error.ts';

/** kubeadm gives the cluster's DNS the tenth address of the service network. */
const DNS_OFFSET = 10;

/** The address of the cluster's DNS in a service network, as kubeadm chooses it. Throws UserError for text that is no network. */
export function dnsAddressIn(serviceCIDR: string): string {
  const prefix = parsePrefix(serviceCIDR);
  if (!prefix) throw new UserError(`service CIDR ${serviceCIDR} is not a network`, 2, 'Write it as 10.96.0.0/12.');
  return addressPlus(prefix.address, DNS_OFFSET).text;
}
