import type { Node } from '../../src/api/node/type.ts';
import type { Pod } from '../../src/api/pod/type.ts';
import type { ClusterPlan } from './plan.ts';

/** The nodes and pods of a plan, and who has which address. */

export type Family = 'IPv4' | 'IPv6';

/** The families of the cluster, the primary first. */
export function familiesOf({ stack }: ClusterPlan): Family[] {
  return stack === 'dual' ? ['IPv4', 'IPv6'] : [stack];
}

/** An address of a node's pod prefix. */
export function podAddress(family: Family, node: number, last: number): string {
  return family === 'IPv4' ? `10.244.${node + 1}.${last}` : `fd00:10:244:${node + 1}::${last.toString(16)}`;
}

/** The main address of a node, or the one on its second network. */
export function nodeAddress(family: Family, index: number, network = 2): string {
  const base = family === 'IPv4' ? `192.168.${network}.` : network === 2 ? 'fd00:192:168::' : 'fd00:192:168:3::';
  return `${base}${118 + index}`;
}

export function nodeName(index: number): string {
  return `node${index + 1}`;
}

export function podName(index: number, slot: number): string {
  return `pod-${index + 1}-${slot}`;
}

export function node(plan: ClusterPlan, index: number): Node {
  const { zone, second } = plan.nodes[index] ?? {};
  const families = familiesOf(plan);
  const name = nodeName(index);
  const cidrs = families.map((family) => (family === 'IPv4' ? `10.244.${index + 1}.0/24` : `fd00:10:244:${index + 1}::/64`)); // prettier-ignore
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone } },
    spec: { podCIDR: cidrs[0] ?? '', podCIDRs: cidrs },
    status: {
      addresses: [
        ...families.map((family) => ({ type: 'InternalIP', address: nodeAddress(family, index) })),
        ...(second ? families.map((family) => ({ type: second, address: nodeAddress(family, index, 3) })) : []),
        { type: 'Hostname', address: name },
      ],
    },
  } as Node;
}

export function pod(plan: ClusterPlan, index: number, slot: number): Pod {
  const ips = familiesOf(plan).map((family) => ({ ip: podAddress(family, index, slot + 2) }));
  const listen = plan.listen[(index + slot) % plan.listen.length];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName(index, slot),
      namespace: 'default',
      ...(listen === undefined ? {} : { annotations: { 'kubesim.dev/listen': listen } }),
    },
    spec: { nodeName: nodeName(index), containers: [{ name: 'main', image: 'web' }] },
    status: {
      phase: 'Running',
      podIP: ips[0]?.ip ?? '',
      podIPs: ips,
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  } as Pod;
}
