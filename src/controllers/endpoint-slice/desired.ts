import type { Endpoint, EndpointPort } from '../../api/endpoint-slice/type.ts';
import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Service } from '../../api/service/type.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { byGoHash } from '../endpoints/go-hash.ts';
import { endpointHostname, targetPort, type IpFamily } from '../endpoints/service-pods.ts';
import { compact } from '../equality.ts';
import { zoneOf } from '../node-facts.ts';
import { isReady, isTerminal, isTerminating, podAddress } from '../pod-state.ts';
import { isAtLeast } from '../version.ts';

/** Endpoints that offer the very same ports: these share slices. */
export interface PortGroup {
  readonly ports: readonly EndpointPort[];
  /** By identity (`identityOf`). */
  readonly endpoints: Map<string, Endpoint>;
}

/** What the Service's slices of a family are to hold, by the ports that pods offer (`portsKey`). */
export function desiredGroups(
  tx: Transaction,
  service: Service,
  pods: readonly Pod[],
  family: IpFamily,
): Map<string, PortGroup> {
  const groups = new Map<string, PortGroup>();
  for (const pod of pods) {
    const endpoint = endpointOf(tx, service, pod, family);
    if (!endpoint) continue;
    const ports = portsOf(service, pod, tx.config);
    const key = portsKey(ports);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports, endpoints: new Map() }));
    group.endpoints.set(identityOf(endpoint), endpoint);
  }
  return groups;
}

/** Same text for the same ports, in whatever order. */
export function portsKey(ports: readonly EndpointPort[]): string {
  const texts = ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) =>
    JSON.stringify([name, port, protocol, appProtocol]),
  );
  return texts.toSorted().join('\n');
}

/** What makes it the same endpoint, whatever its condition: addresses, hostname, node and pod. */
export function identityOf({ addresses, hostname = '', nodeName = '', targetRef }: Endpoint): string {
  return [...addresses, hostname, nodeName, targetRef?.namespace, targetRef?.name, targetRef?.uid].join(' ');
}

function portsOf(service: Service, pod: Pod, config: ClusterConfig): EndpointPort[] {
  const ports = (service.spec.ports ?? []).flatMap((port): EndpointPort[] => {
    const number = targetPort(pod, port);
    if (number === undefined) return [];
    const protocol = port.protocol ?? 'TCP';
    return [compact({ name: port.name ?? '', port: number, protocol, appProtocol: port.appProtocol }) as EndpointPort];
  });
  return byGoHash('discovery.EndpointPort', ports, config);
}

/**
 * The pod as an endpoint of the Service; undefined where it is none: it has ended, has no address of the family, or stands on
 * a node that does not exist. Pods that are not ready or terminating stay, marked so.
 */
function endpointOf(tx: Transaction, service: Service, pod: Pod, family: IpFamily): Endpoint | undefined {
  if (isTerminal(pod)) return undefined;
  const knowsTerminating = isAtLeast(tx.config, 22);
  const publishes = service.spec.publishNotReadyAddresses === true;
  const terminating = isTerminating(pod);
  if (terminating && !knowsTerminating && !publishes) return undefined;
  const address = podAddress(pod, family);
  if (address === undefined) return undefined;
  const { nodeName } = pod.spec;
  const node = nodeName ? (tx.get('nodes', '', nodeName) as Node | undefined) : undefined;
  if (nodeName && !node && !publishes) return undefined;
  const serving = isReady(pod);
  const ready = publishes || (serving && !terminating);
  const { name, namespace, uid } = pod.metadata;
  return compact({
    addresses: [address],
    conditions: knowsTerminating ? { ready, serving, terminating } : { ready },
    hostname: endpointHostname(pod, service),
    nodeName,
    targetRef: compact({ kind: 'Pod', name, namespace, uid }),
    zone: zoneOf(node),
  }) as Endpoint;
}
