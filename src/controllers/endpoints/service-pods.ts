import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Service, ServicePort } from '../../api/service/type.ts';
import { keyOf } from '../../cluster/cluster.ts';
import { Grouping } from '../../cluster/grouping.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { sameJson } from '../equality.ts';
import { zoneOf } from '../node-facts.ts';
import { LabelIndex, selects } from '../selector.ts';
import type { Scope, Touched } from '../scope.ts';

export type IpFamily = 'IPv4' | 'IPv6';

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';
export const HEADLESS = 'service.kubernetes.io/headless';

/** Whether controllers make the endpoints of this Service from pods: it has a selector and is no alias. */
export function hasPods(service: Service): boolean {
  return service.spec.type !== 'ExternalName' && Object.keys(service.spec.selector ?? {}).length > 0;
}

/** No cluster IP: `None`, or an empty one. */
export function isHeadless(service: Service): boolean {
  return !service.spec.clusterIP || service.spec.clusterIP === 'None';
}

/** The families of the Service's endpoints, primary one first. */
export function familiesOf(service: Service, tx: Transaction): IpFamily[] {
  const { ipFamilies, clusterIP } = service.spec;
  if (ipFamilies && ipFamilies.length > 0) return ipFamilies;
  const known = clusterIP && clusterIP !== 'None' ? clusterIP : (tx.config.serviceCIDRs[0] ?? '');
  return [known.includes(':') ? 'IPv6' : 'IPv4'];
}

/**
 * The port of the pod that a Service port leads to: a number as it is, a name looked up among the pod's containers and
 * restartable init containers, same protocol. Undefined where the pod has no such port (podutil.FindPort).
 */
export function targetPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target || port.port;
  const protocol = port.protocol ?? 'TCP';
  const containers = [
    ...pod.spec.containers,
    ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  for (const { ports = [] } of containers) {
    const found = ports.find(({ name, protocol: own = 'TCP' }) => name === target && own === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}

/** The name that the pod has under its Service, where it asks for one. */
export function endpointHostname(pod: Pod, service: Service): string | undefined {
  return pod.spec.hostname && pod.spec.subdomain === service.metadata.name ? pod.spec.hostname : undefined;
}

/** The pods of a cluster by the labels they carry, for Services to select from. */
export function podIndex(tx: Transaction): LabelIndex<Pod> {
  const version = tx.changesOf('pods').length;
  const known = indexes.get(tx);
  if (known?.version === version) return known.index;
  const index = new LabelIndex({ [Symbol.iterator]: () => tx.all('pods').values() as MapIterator<Pod> });
  indexes.set(tx, { version, index });
  return index;
}

/** Endpoints and slices are made of the same pods: one index serves both. */
const indexes = new WeakMap<Transaction, { version: number; index: LabelIndex<Pod> }>();

/** What of a pod its endpoints depend on did not change. */
function sameToServices({ before, after }: Touched<Pod>): boolean {
  if (!before || !after || before === after) return false;
  const seen = (pod: Pod): unknown[] => [
    pod.metadata.uid,
    pod.metadata.labels,
    pod.metadata.deletionTimestamp,
    pod.spec,
    pod.status?.phase,
    pod.status?.podIP,
    pod.status?.podIPs,
    (pod.status?.conditions ?? []).find(({ type }) => type === 'Ready')?.status,
  ];
  return sameJson(seen(before), seen(after));
}

/**
 * The Services whose endpoints may have to change: those touched, those that select a touched pod as it was or is, those with
 * a touched object of `own` (Endpoints by name, slices by label), and all where a node came, went or moved to another zone.
 * Keys of Services that are gone are among them.
 */
export function servicesInScope(
  tx: Transaction,
  scope: Scope,
  own: { plural: string; serviceKey: (touched: Touched) => string[] },
): Set<string> {
  const keys = new Set(scope.touched('services').map(({ key }) => key));
  for (const touched of scope.touched(own.plural)) for (const key of own.serviceKey(touched)) keys.add(key);
  const pods = scope.touched<Pod>('pods').filter((touched) => !sameToServices(touched));
  const nodesMoved = scope
    .touched<Node>('nodes')
    .some(({ before, after }) => before !== after && (!before || !after || zoneOf(before) !== zoneOf(after)));
  if (pods.length === 0 && !nodesMoved) return keys;
  if (nodesMoved) {
    for (const [key, service] of tx.all('services') as ReadonlyMap<string, Service>)
      if (hasPods(service)) keys.add(key);
    return keys;
  }
  const services = bySelector.in(tx, 'services');
  for (const pod of pods.flatMap(({ before, after }) => [before, after])) {
    const { labels = {}, namespace = '' } = pod?.metadata ?? {};
    for (const pair of Object.entries(labels)) {
      for (const service of (services.get(selectorKey(namespace, pair)) ?? []) as Service[]) {
        if (selects(service.spec.selector, labels)) keys.add(keyOf(service));
      }
    }
  }
  return keys;
}

/** Services by the first pair of their selector, which every pod that they select carries. */
const bySelector = new Grouping((object) => {
  const service = object as Service;
  const [first] = Object.entries(service.spec.selector ?? {});
  return first && hasPods(service) ? [selectorKey(service.metadata.namespace ?? '', first)] : [];
});

function selectorKey(namespace: string, [label, value]: readonly [label: string, value: string]): string {
  return `${namespace}/${label}=${value}`;
}
