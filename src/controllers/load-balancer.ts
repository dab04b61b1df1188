import type { Service } from '../api/service/type.ts';
import type { Transaction } from '../cluster/transaction.ts';
import { addressPlus, compareAddresses, parseAddress, type Address } from '../net/address.ts';
import { parsePrefix } from '../net/prefix.ts';
import type { Context } from './context.ts';
import { sameJson } from './equality.ts';
import { isAtLeast } from './version.ts';

const CLEANUP = 'service.kubernetes.io/load-balancer-cleanup';
const COMPONENT = 'service-controller';
/** Addresses looked at in one range before it counts as used up. */
const RANGE_LIMIT = 1 << 16;

/**
 * Plays the load balancer of a cluster on bare metal: LoadBalancer Services get the address that they ask for, or the next
 * free one of the pool. Without a pool, or for another loadBalancerClass, they stay pending.
 */
export function runLoadBalancers({ tx, scope, events }: Context): boolean {
  if (!scope.has('services')) return false;
  const before = tx.changes.length;
  let taken: Set<string> | undefined;
  const services = tx.all('services') as ReadonlyMap<string, Service>;
  const touched = scope.touched<Service>('services');
  const freed = touched.some(({ before: old, after }) => ipsOf(old).length > 0 && ipsOf(after).length === 0);
  const candidates = freed ? [...services.values()] : touched.map(({ after }) => after);
  for (const service of candidates) {
    if (!service) continue;
    if (service.spec.type !== 'LoadBalancer') {
      if (ipsOf(service).length > 0 && !tx.config.imported) clear(tx, service);
      continue;
    }
    if (
      ipsOf(service).length > 0 ||
      service.spec.loadBalancerClass !== undefined ||
      tx.config.loadBalancerPool.length === 0
    )
      continue;
    taken ??= new Set([...services.values()].flatMap(ipsOf));
    const ips = choose(tx, service, taken);
    if (ips.length === 0) {
      const message = 'Error syncing load balancer: failed to ensure load balancer: no address of the pool is free';
      if (service.status?.loadBalancer?.ingress) continue;
      events.record({
        about: service,
        type: 'Warning',
        reason: 'SyncLoadBalancerFailed',
        message,
        component: COMPONENT,
      });
      continue;
    }
    for (const ip of ips) taken.add(ip);
    const ingress = ips.map((ip) => (isAtLeast(tx.config, 30) ? { ip, ipMode: 'VIP' as const } : { ip }));
    tx.put('services', { ...service, status: { ...service.status, loadBalancer: { ingress } } });
    events.record({
      about: service,
      reason: 'EnsuringLoadBalancer',
      message: 'Ensuring load balancer',
      component: COMPONENT,
    });
    events.record({
      about: service,
      reason: 'EnsuredLoadBalancer',
      message: 'Ensured load balancer',
      component: COMPONENT,
    });
  }
  return tx.changes.length !== before;
}

function clear(tx: Transaction, service: Service): void {
  const finalizers = (service.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP);
  const { finalizers: _, ...metadata } = service.metadata;
  const next = {
    ...service,
    metadata: finalizers.length > 0 ? { ...metadata, finalizers } : metadata,
    status: { ...service.status, loadBalancer: {} },
  };
  if (!sameJson(service, next)) tx.put('services', next);
}

/** One address for each of the Service's families; the one it asks for only if the pool has it and nobody else does. */
function choose(tx: Transaction, service: Service, taken: ReadonlySet<string>): string[] {
  const ranges = tx.config.loadBalancerPool.map(parseRange).filter((range) => range !== undefined);
  const asked = parseAddress(service.spec.loadBalancerIP ?? '');
  const families = new Set((service.spec.ipFamilies ?? ['IPv4']).map((family) => (family === 'IPv6' ? 6 : 4)));
  return [...families].flatMap((family) => {
    if (asked?.family === family) {
      const inPool = ranges.some(
        ({ first, last }) =>
          first.family === family && compareAddresses(first, asked) <= 0 && compareAddresses(asked, last) <= 0,
      );
      return inPool && !taken.has(asked.text) ? [asked.text] : [];
    }
    for (const { first, last } of ranges) {
      if (first.family !== family) continue;
      for (
        let offset = 0, next = first;
        offset < RANGE_LIMIT && compareAddresses(next, last) <= 0;
        next = addressPlus(first, ++offset)
      ) {
        if (!taken.has(next.text)) return [next.text];
      }
    }
    return [];
  });
}

/** `203.0.113.10-203.0.113.20`, a prefix, or one address. */
function parseRange(text: string): { first: Address; last: Address } | undefined {
  const [from = '', to] = text.split('-').map((part) => part.trim());
  const prefix = parsePrefix(from);
  if (prefix && to === undefined) {
    const bits = (prefix.address.family === 4 ? 32 : 128) - prefix.length;
    return { first: prefix.address, last: addressPlus(prefix.address, 2 ** Math.min(bits, 16) - 1) };
  }
  const [first, last] = [parseAddress(from), parseAddress(to ?? from)];
  return first && last ? { first, last } : undefined;
}

function ipsOf(service: Service | undefined): string[] {
  return (service?.status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip === undefined ? [] : [ip]));
}
