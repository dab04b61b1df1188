import type { KubeObject } from '../../api/meta.ts';
import type { Service } from '../../api/service/type.ts';
import { parseAddress } from '../../net/address.ts';
import { keyOf } from '../cluster.ts';
import { Grouping } from '../grouping.ts';
import type { Transaction } from '../transaction.ts';

/** Nothing is stored: what is allocated is what the Services that exist carry, so deleting one releases all it had. */
const holders = new Grouping((service) => [...clusterAddresses(service), ...nodePorts(service).map(String)]);

/** Key of the Service that holds a cluster address in this transaction, up to its latest write; undefined for a free one. */
export function addressOwner(tx: Transaction, text: string): string | undefined {
  return holder(tx, text);
}

/** Key of the Service that holds the port (as node port or health check node port), or undefined. */
export function portOwner(tx: Transaction, port: number): string | undefined {
  return holder(tx, String(port));
}

function holder(tx: Transaction, text: string): string | undefined {
  const [found] = holders.in(tx, 'services').get(text) ?? [];
  return found && keyOf(found);
}

/** The Service's cluster addresses in canonical text; none for headless and ExternalName. */
export function clusterAddresses(service: KubeObject): string[] {
  const spec = (service as Service).spec ?? {};
  const all = spec.clusterIPs?.length ? spec.clusterIPs : spec.clusterIP ? [spec.clusterIP] : [];
  return all.flatMap((text) => {
    const address = typeof text === 'string' ? parseAddress(text) : undefined;
    return address ? [address.text] : [];
  });
}

/** Every node port the Service holds, health check node port included. */
export function nodePorts(service: KubeObject): number[] {
  const spec = (service as Service).spec ?? {};
  const ports = (spec.ports ?? []).flatMap(({ nodePort }) => (nodePort ? [nodePort] : []));
  return spec.healthCheckNodePort ? [...ports, spec.healthCheckNodePort] : ports;
}
