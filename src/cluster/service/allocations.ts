import type { KubeObject } from '../../api/meta.ts';
import type { Service } from '../../api/service/type.ts';
import { parseAddress } from '../../net/address.ts';
import type { Transaction } from '../transaction.ts';

const known = new WeakMap<Transaction, ServiceAllocations>();

/** Which Service holds which cluster address and node port in this transaction, brought up to its latest write. */
export function allocationsOf(tx: Transaction): ServiceAllocations {
  let found = known.get(tx);
  if (!found) known.set(tx, (found = new ServiceAllocations(tx)));
  found.catchUp();
  return found;
}

/** Nothing is stored: what is allocated is what the Services that exist carry, so deleting one releases all it had. */
export class ServiceAllocations {
  readonly #addresses = new Map<string, string>();
  readonly #ports = new Map<number, string>();
  readonly #tx: Transaction;
  #seen: number;

  constructor(tx: Transaction) {
    this.#tx = tx;
    this.#seen = tx.changes.length;
    for (const [key, service] of tx.all('services')) this.#take(key, service);
  }

  catchUp(): void {
    const { changes } = this.#tx;
    const touched = new Set<string>();
    for (; this.#seen < changes.length; this.#seen++) {
      const change = changes[this.#seen];
      if (change?.plural !== 'services') continue;
      if (change.before) this.#release(change.key, change.before);
      touched.add(change.key);
    }
    for (const key of touched) {
      const service = this.#tx.all('services').get(key);
      if (service) this.#take(key, service);
    }
  }

  /** Key of the Service that holds the address, or undefined. */
  addressOwner(text: string): string | undefined {
    return this.#addresses.get(text);
  }

  /** Key of the Service that holds the port (as node port or health check node port), or undefined. */
  portOwner(port: number): string | undefined {
    return this.#ports.get(port);
  }

  #take(key: string, service: KubeObject): void {
    for (const address of clusterAddresses(service)) this.#addresses.set(address, key);
    for (const port of nodePorts(service)) this.#ports.set(port, key);
  }

  #release(key: string, service: KubeObject): void {
    for (const address of clusterAddresses(service)) {
      if (this.#addresses.get(address) === key) this.#addresses.delete(address);
    }
    for (const port of nodePorts(service)) if (this.#ports.get(port) === key) this.#ports.delete(port);
  }
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
