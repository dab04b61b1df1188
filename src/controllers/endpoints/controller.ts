import type { Endpoints } from '../../api/endpoints/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Service } from '../../api/service/type.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import type { Context } from '../context.ts';
import { compact, sameJson } from '../equality.ts';
import { isReady, isTerminal, isTerminating, podAddress } from '../pod-state.ts';
import type { LabelIndex } from '../selector.ts';
import { isAtLeast } from '../version.ts';
import { create, withEntries } from '../writes.ts';
import {
  endpointHostname,
  familiesOf,
  hasPods,
  HEADLESS,
  isHeadless,
  podIndex,
  servicesInScope,
  targetPort,
  TRIGGER_TIME,
} from './service-pods.ts';
import { packedSubsets, truncatedSubsets, type Offer, type SubsetPort } from './subsets.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
const CAPACITY = 1000;

/** Keeps one Endpoints object a Service with the addresses of its pods (kube-controller-manager's endpoint controller). */
export function runEndpoints({ tx, scope }: Context): boolean {
  if (!scope.has('services', 'pods', 'endpoints', 'nodes')) return false;
  const keys = servicesInScope(tx, scope, { plural: 'endpoints', serviceKey: ({ key }) => [key] });
  if (keys.size === 0) return false;
  const before = tx.revision;
  let pods: LabelIndex<Pod> | undefined;
  for (const key of keys) {
    const service = tx.all('services').get(key) as Service | undefined;
    if (!service) removeLeftover(tx, key);
    else if (hasPods(service)) syncEndpoints(tx, service, (pods ??= podIndex(tx)));
  }
  return tx.revision !== before;
}

/** Endpoints that this controller made go with their Service; those that a person made stay. */
function removeLeftover(tx: Transaction, key: string): void {
  const endpoints = tx.all('endpoints').get(key) as Endpoints | undefined;
  if (!endpoints) return;
  const { labels, annotations, namespace = '', name } = endpoints.metadata;
  const isOurs = labels?.[MANAGED_BY] === 'endpoint-controller' || annotations?.[TRIGGER_TIME] !== undefined;
  if (isOurs) tx.remove('endpoints', namespace, name);
}

function syncEndpoints(tx: Transaction, service: Service, pods: LabelIndex<Pod>): void {
  const { namespace = '', name } = service.metadata;
  const selected = pods.select(namespace, service.spec.selector ?? {});
  const offers = selected.map((pod) => offerOf(tx, service, pod)).filter((offer) => offer !== undefined);
  const all = packedSubsets(offers, tx.config);
  const truncated = truncatedSubsets(all, CAPACITY);
  const subsets = truncated ?? all;
  const current = tx.get('endpoints', namespace, name) as Endpoints | undefined;
  const labels = withEntries(service.metadata.labels, {
    [HEADLESS]: isHeadless(service) ? '' : undefined,
    [MANAGED_BY]: isAtLeast(tx.config, 33) ? 'endpoint-controller' : undefined,
  });
  const over = current?.metadata.annotations?.[OVER_CAPACITY] !== undefined;
  if (
    current &&
    sameJson(current.subsets ?? [], subsets) &&
    sameJson(current.metadata.labels, labels) &&
    over === Boolean(truncated)
  ) {
    return;
  }
  const annotations = withEntries(current?.metadata.annotations, {
    [TRIGGER_TIME]: tx.timestamp(),
    [OVER_CAPACITY]: truncated ? 'truncated' : undefined,
  });
  const metadata = compact({
    ...(current?.metadata ?? { name, namespace }),
    labels,
    annotations,
  }) as Endpoints['metadata'];
  const next: Endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata, ...(subsets.length > 0 ? { subsets } : {}) };
  if (current) tx.put('endpoints', next);
  else create(tx, 'endpoints', next);
}

function offerOf(tx: Transaction, service: Service, pod: Pod): Offer | undefined {
  const publishes = service.spec.publishNotReadyAddresses === true;
  if (isTerminal(pod) || (isTerminating(pod) && !publishes)) return undefined;
  const ip = podAddress(pod, familiesOf(service, tx)[0] ?? 'IPv4');
  if (ip === undefined) return undefined;
  const wanted = service.spec.ports ?? [];
  const ports = wanted.flatMap((port): SubsetPort[] => {
    const number = targetPort(pod, port);
    if (number === undefined) return [];
    return [
      compact({
        name: port.name,
        port: number,
        protocol: port.protocol ?? 'TCP',
        appProtocol: port.appProtocol,
      }) as SubsetPort,
    ];
  });
  if (ports.length === 0 && !(wanted.length === 0 && isHeadless(service))) return undefined;
  const { name, namespace, uid } = pod.metadata;
  const address = compact({
    hostname: endpointHostname(pod, service),
    ip,
    nodeName: pod.spec.nodeName,
    targetRef: compact({
      kind: 'Pod',
      name,
      namespace,
      resourceVersion: isAtLeast(tx.config, 22) ? undefined : pod.metadata.resourceVersion,
      uid,
    }),
  }) as Offer['address'];
  return { address, ready: publishes || isReady(pod), ports };
}
