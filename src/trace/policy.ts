import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort } from '../api/network-policy/type.ts';
import type { Pod } from '../api/pod/type.ts';
import type { LabelSelector } from '../api/meta.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { originOf } from '../cluster/origin.ts';
import { matchesLabels, requirementsOf } from '../cluster/selector/label-selector.ts';
import { hostPort, type Address } from '../net/address.ts';
import type { Packet } from '../net/packet.ts';
import { contains, parsePrefix } from '../net/prefix.ts';
import { clusterTopology } from './cluster-topology.ts';
import type { PodPlace } from './topology.ts';
import type { PolicyJudge, PolicyJudgement } from './world.ts';

/**
 * NetworkPolicy as its API documentation defines it: a pod that some policy of a direction selects may only do what a rule of one
 * of them allows; rules of all policies add up. Undefined where the cluster has no policies.
 */
export const clusterPolicies = derived((cluster: Cluster): PolicyJudge | undefined => {
  const policies = cluster.all('networkpolicies');
  if (policies.size === 0) return undefined;
  const all = [...policies.values()] as NetworkPolicy[];
  const { podAt } = clusterTopology(cluster);
  const podWith = (address: Address): Pod | undefined => {
    const key = podAt(address)?.pod;
    const [namespace = '', name = ''] = key?.split('/') ?? [];
    return key === undefined ? undefined : (cluster.get('pods', namespace, name) as Pod | undefined);
  };
  return { judge: (direction, pod, packet) => judge({ cluster, podWith }, all, direction, pod, packet) };
});

type Direction = 'ingress' | 'egress';

interface Known {
  readonly cluster: Cluster;
  podWith(address: Address): Pod | undefined;
}

function judge(
  known: Known,
  policies: readonly NetworkPolicy[],
  direction: Direction,
  place: PodPlace,
  packet: Packet,
): PolicyJudgement {
  const { cluster } = known;
  const pod = known.podWith(place.address);
  const name = place.pod ?? place.address.text;
  if (!pod) return { allowed: true, text: `no object is known for ${name}: no policy can select it` };
  const selecting = policies.filter((policy) => selects(policy, pod, direction));
  if (selecting.length === 0) return { allowed: true, text: `no ${direction} policy selects pod ${name}` };
  const peer = direction === 'ingress' ? packet.source : packet.destination;
  for (const policy of selecting) {
    const rules = (direction === 'ingress' ? policy.spec.ingress : policy.spec.egress) ?? [];
    const index = rules.findIndex((rule) => allows(known, policy, direction, rule, pod, peer, packet));
    if (index >= 0)
      return {
        allowed: true,
        text: `NetworkPolicy ${keyOf(policy)} ${direction}[${index}] allows ${name} ${direction === 'ingress' ? 'from' : 'to'} ${peer.text}`,
        origin: originOf(cluster, 'networkpolicies', policy, `spec.${direction}[${index}]`),
      };
  }
  const first = selecting[0];
  const names = selecting.map((policy) => keyOf(policy)).join(', ');
  const what = `${direction} ${direction === 'ingress' ? 'from' : 'to'} ${packet.destinationPort === 0 || direction === 'ingress' ? peer.text : hostPort(peer.text, packet.destinationPort)}`;
  const port = packet.destinationPort === 0 ? packet.protocol : `port ${packet.destinationPort}/${packet.protocol}`;
  return {
    allowed: false,
    text: `NetworkPolicy ${names} selects pod ${name} and no rule of it allows ${what} (${port})`,
    ...(first ? { origin: originOf(cluster, 'networkpolicies', first, `spec.${direction}`) } : {}),
  };
}

function selects(policy: NetworkPolicy, pod: Pod, direction: Direction): boolean {
  if ((policy.metadata.namespace ?? 'default') !== (pod.metadata.namespace ?? 'default')) return false;
  const types = policy.spec.policyTypes ?? (policy.spec.egress ? ['Ingress', 'Egress'] : ['Ingress']);
  if (!types.includes(direction === 'ingress' ? 'Ingress' : 'Egress')) return false;
  return matches(policy.spec.podSelector ?? {}, pod.metadata.labels);
}

interface PolicyRule {
  readonly from?: NetworkPolicyPeer[];
  readonly to?: NetworkPolicyPeer[];
  readonly ports?: NetworkPolicyPort[];
}

function allows(
  known: Known,
  policy: NetworkPolicy,
  direction: Direction,
  rule: PolicyRule,
  pod: Pod,
  peer: Address,
  packet: Packet,
): boolean {
  const peers = (direction === 'ingress' ? rule.from : rule.to) ?? [];
  const peerPod = known.podWith(peer);
  if (peers.length > 0 && !peers.some((each) => isPeer(known.cluster, policy, each, peer, peerPod))) return false;
  const ports = rule.ports ?? [];
  return ports.length === 0 || ports.some((port) => isPort(port, packet, direction === 'ingress' ? pod : peerPod));
}

function isPeer(
  cluster: Cluster,
  policy: NetworkPolicy,
  peer: NetworkPolicyPeer,
  address: Address,
  pod: Pod | undefined,
): boolean {
  if (peer.ipBlock) {
    const within = (cidr: string): boolean => {
      const prefix = parsePrefix(cidr);
      return prefix !== undefined && contains(prefix, address);
    };
    return within(peer.ipBlock.cidr) && !(peer.ipBlock.except ?? []).some(within);
  }
  if (!pod) return false;
  const namespace = pod.metadata.namespace ?? 'default';
  if (peer.namespaceSelector) {
    if (!matches(peer.namespaceSelector, namespaceLabels(cluster, namespace))) return false;
  } else if (namespace !== (policy.metadata.namespace ?? 'default')) return false;
  return peer.podSelector === undefined || matches(peer.podSelector, pod.metadata.labels);
}

/** The labels of a namespace; every one carries its own name (NamespaceDefaultLabelName). */
function namespaceLabels(cluster: Cluster, name: string): Record<string, string> {
  return { 'kubernetes.io/metadata.name': name, ...cluster.get('namespaces', '', name)?.metadata.labels };
}

/** Whether the packet's port is meant. A name is looked up among the ports of the pod that receives. */
function isPort(port: NetworkPolicyPort, packet: Packet, receiver: Pod | undefined): boolean {
  if ((port.protocol ?? 'TCP').toLowerCase() !== packet.protocol) return false;
  if (port.port === undefined || port.port === null) return true;
  if (typeof port.port === 'number') {
    const to = port.endPort ?? port.port;
    return packet.destinationPort >= port.port && packet.destinationPort <= to;
  }
  const name = port.port;
  return (receiver?.spec.containers ?? []).some((container) =>
    container.ports?.some(
      (each) =>
        each.name === name &&
        each.containerPort === packet.destinationPort &&
        (each.protocol ?? 'TCP').toLowerCase() === packet.protocol,
    ),
  );
}

function matches(selector: LabelSelector, labels: Record<string, string> | undefined): boolean {
  const requirements = requirementsOf(selector);
  return requirements !== undefined && matchesLabels(requirements, labels ?? {});
}
