import type { Condition } from '../api/meta.ts';
import type { Node } from '../api/node/type.ts';
import type { Transaction } from '../cluster/transaction.ts';
import { addressPlus, parseAddress } from '../net/address.ts';
import { parsePrefix, prefixOf, prefixText } from '../net/prefix.ts';
import type { Context } from './context.ts';
import { compact } from './equality.ts';
import { effectiveTaints, nodeAddresses, podCIDRsOf } from './node-facts.ts';
import { PINNED_ADDRESS } from './kubelet/pod-addresses.ts';
import { deletePod } from './kubelet/termination.ts';
import { toleratesTaint } from './scheduler/node-filter.ts';
import { isTerminal } from './pod-state.ts';
import { fullVersion } from './version.ts';
import { update } from './writes.ts';
import type { Pod } from '../api/pod/type.ts';

/** Where nodes get their addresses when nobody says which. */
const FIRST_NODE_ADDRESS = '192.168.2.118';
const FIRST_NODE_ADDRESS_V6 = 'fd00:192:168:2::118';
const NOT_READY = 'node.kubernetes.io/not-ready';
const MASK = { 4: 24, 6: 64 } as const;

/**
 * Makes nodes that somebody created into working ones: addresses, a pod prefix for each family (nodeipam), capacity, and
 * condition Ready in place of the not-ready taint. Pods of nodes that are gone go with them (pod garbage collection).
 */
export function runNodes({ tx, scope }: Context): boolean {
  if (!scope.has('nodes')) return false;
  const before = tx.changes.length;
  const gone = new Set<string>();
  for (const { key, before: old, after } of scope.touched<Node>('nodes')) {
    if (!after) gone.add(key);
    else if (!old || !tx.config.imported) joinNode(tx, after);
    if (after && old !== after) evict(tx, after);
  }
  if (gone.size > 0) {
    for (const pod of [...tx.all('pods').values()] as Pod[]) {
      if (!gone.has(pod.spec.nodeName ?? '') || isTerminal(pod)) continue;
      tx.remove('pods', pod.metadata.namespace ?? '', pod.metadata.name);
    }
  }
  return tx.changes.length !== before;
}

/** Pods that do not tolerate a NoExecute taint have to leave (taint eviction); those that tolerate it for a while may stay. */
function evict(tx: Transaction, node: Node): void {
  const taints = effectiveTaints(node).filter(({ effect }) => effect === 'NoExecute');
  if (taints.length === 0) return;
  for (const pod of [...tx.all('pods').values()] as Pod[]) {
    if (pod.spec.nodeName !== node.metadata.name || isTerminal(pod)) continue;
    if (taints.some((taint) => !toleratesTaint(pod, taint))) deletePod(tx, pod);
  }
}

function joinNode(tx: Transaction, node: Node): void {
  const hasStatus = nodeAddresses(node).length > 0 && (node.status?.conditions ?? []).length > 0;
  const cidrs = podCIDRsOf(node);
  const podCIDRs = cidrs.length > 0 ? [...cidrs] : freePodCIDRs(tx);
  const taints = (node.spec?.taints ?? []).filter(({ key }) => key !== NOT_READY);
  if (hasStatus && podCIDRs.length === cidrs.length) return;
  const spec = compact({
    ...node.spec,
    podCIDR: podCIDRs[0],
    podCIDRs: podCIDRs.length > 0 ? podCIDRs : undefined,
    taints: taints.length > 0 ? taints : undefined,
  });
  const labels = {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': node.metadata.name,
    'kubernetes.io/os': 'linux',
    ...node.metadata.labels,
  };
  const next = {
    ...node,
    metadata: { ...node.metadata, labels },
    spec,
    status: hasStatus ? node.status : nodeStatus(tx, node),
  };
  update(tx, 'nodes', node, next as Node);
}

/** The status that a kubelet reports of an ordinary machine. */
function nodeStatus(tx: Transaction, node: Node): Node['status'] {
  const stamp = tx.timestamp();
  const condition = (type: string, status: 'True' | 'False', reason: string, message: string): Condition => ({
    lastHeartbeatTime: stamp,
    lastTransitionTime: stamp,
    message,
    reason,
    status,
    type,
  });
  const known = nodeAddresses(node);
  const addresses = known.length > 0 ? known : freeAddresses(tx, node);
  const version = fullVersion(tx.config);
  const amounts = { cpu: '4', 'ephemeral-storage': '51175Mi', 'hugepages-2Mi': '0', memory: '8145704Ki', pods: '110' };
  return {
    addresses: [
      ...addresses.map((address) => ({ address, type: 'InternalIP' })),
      { address: node.metadata.name, type: 'Hostname' },
    ],
    allocatable: amounts,
    capacity: amounts,
    conditions: [
      condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'),
      condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'),
      condition('PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'),
      condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    nodeInfo: {
      architecture: 'amd64',
      bootID: '',
      containerRuntimeVersion: 'containerd://2.1.1',
      kernelVersion: '6.1.0-37-amd64',
      kubeProxyVersion: '',
      kubeletVersion: version,
      machineID: '',
      operatingSystem: 'linux',
      osImage: 'Debian GNU/Linux 12 (bookworm)',
      systemUUID: '',
    },
  };
}

/** One address a family of the cluster, each one above the highest taken, starting at 192.168.2.118. */
function freeAddresses(tx: Transaction, node: Node): string[] {
  const pinned = node.metadata.annotations?.[PINNED_ADDRESS]?.split(',').map((text) => parseAddress(text.trim())?.text);
  if (pinned && pinned.every((text) => text !== undefined)) return pinned;
  const taken = new Set(([...tx.all('nodes').values()] as Node[]).flatMap(nodeAddresses));
  return tx.config.podCIDRs.map((cidr) => {
    const first = parseAddress(cidr.includes(':') ? FIRST_NODE_ADDRESS_V6 : FIRST_NODE_ADDRESS);
    if (!first) return '';
    for (let offset = 0; ; offset++) {
      const { text } = addressPlus(first, offset);
      if (!taken.has(text)) return text;
    }
  });
}

/**
 * The next /24 (/64 for IPv6) of each cluster prefix that no node has, counted from the second: the first would hold the
 * network's own address. An empty list where a cluster prefix is used up.
 */
function freePodCIDRs(tx: Transaction): string[] {
  const taken = new Set(([...tx.all('nodes').values()] as Node[]).flatMap((node) => [...podCIDRsOf(node)]));
  const found = tx.config.podCIDRs.map((text) => {
    const cluster = parsePrefix(text);
    if (!cluster) return undefined;
    const { family } = cluster.address;
    const length = Math.max(MASK[family], cluster.length);
    const count = 2 ** Math.min(16, length - cluster.length);
    for (let i = count > 1 ? 1 : 0; i < count; i++) {
      const base =
        family === 4 ? addressPlus(cluster.address, i * 2 ** (32 - length)) : v6Block(cluster.address, i, length);
      const candidate = prefixText(prefixOf(base, length));
      if (!taken.has(candidate)) return candidate;
    }
    return undefined;
  });
  return found.some((cidr) => cidr === undefined) ? [] : found.filter((cidr) => cidr !== undefined);
}

function v6Block(base: ReturnType<typeof addressPlus>, index: number, length: number): ReturnType<typeof addressPlus> {
  const text = (BigInt(base.bits) + (BigInt(index) << BigInt(128 - length))).toString(16).padStart(32, '0');
  return parseAddress((text.match(/.{4}/g) ?? []).join(':')) ?? base;
}
