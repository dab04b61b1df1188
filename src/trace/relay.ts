import { parseAddress, type Address } from '../net/address.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { nodeFacts } from '../kube-proxy/node-facts.ts';
import { userspaceProgram } from '../kube-proxy/userspace.ts';
import type { Origin } from '../net/origin.ts';
import type { Packet } from '../net/packet.ts';

/** A Service port for which a process on a host listens and passes connections on: kube-proxy in userspace mode. */
export interface Relay {
  /** `ns/svc:port` */
  readonly service: string;
  /** Whom it connects to, each in turn. */
  readonly endpoints: readonly RelayEndpoint[];
  readonly origin: Origin;
}

export interface RelayEndpoint {
  readonly address: Address;
  readonly port: number;
}

/** What the proxy process of a node does with a packet that came to one of its ports; undefined: it is not for it. */
export function relayFor(cluster: Cluster, node: string, packet: Packet): Relay | undefined {
  const { family } = packet.destination;
  if (!cluster.get('nodes', '', node) || nodeFacts(cluster, node).mode !== 'userspace') return undefined;
  const plan = userspaceProgram(cluster, node, family).portBehind(packet.protocol, packet.destinationPort);
  if (!plan) return undefined;
  const endpoints: RelayEndpoint[] = [];
  for (const { ip, port, ready } of plan.endpoints) {
    const address = parseAddress(ip);
    if (address && ready) endpoints.push({ address, port });
  }
  return { service: plan.name, endpoints, origin: plan.origin() };
}
