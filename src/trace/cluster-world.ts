import type { Cluster } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { nodeFacts } from '../kube-proxy/node-facts.ts';
import { programNode } from '../kube-proxy/program.ts';
import type { Address, Family } from '../net/address.ts';
import { clusterTopology } from './cluster-topology.ts';
import type { HookWalker } from './hook.ts';
import { isOutsideEndpoint, listenerIn } from './listeners.ts';
import { clusterPolicies } from './policy.ts';
import { relayFor } from './relay.ts';
import type { Topology } from './topology.ts';
import { programWalker } from './walker.ts';
import type { World } from './world.ts';

export interface WorldOptions {
  readonly podNetwork?: 'bridge' | 'ptp' | undefined;
  /** Seconds since the epoch. */
  readonly now?: number;
  readonly explain?: boolean;
  /** False: outcomes only, for many traces in a row. */
  readonly record?: boolean;
}

interface Remembered {
  readonly topologies: Map<string, Topology>;
  readonly walkers: Record<Family, Map<string, HookWalker>>;
  readonly bound: Record<Family, Map<string, ReadonlySet<string>>>;
}

const remembered = derived<Cluster, Remembered>(() => ({
  topologies: new Map(),
  walkers: { 4: new Map(), 6: new Map() },
  bound: { 4: new Map(), 6: new Map() },
}));

/** The cluster as a walk needs it. Topology and rules are made once per cluster, node and family, on first use. */
export function clusterWorld(cluster: Cluster, options: WorldOptions = {}): World {
  const known = remembered(cluster);
  const policy = clusterPolicies(cluster);
  return {
    topology: topologyOf(cluster, options.podNetwork ?? cluster.config.podNetwork, known),
    walker: (node, family) => walkerOf(cluster, node, family, known),
    listens: (at) => listenerIn(cluster, at),
    isKnownOutside: (address) => isOutsideEndpoint(cluster, address),
    relay: (node, packet) => relayFor(cluster, node, packet),
    ...(policy ? { policy } : {}),
    now: options.now ?? 0,
    explain: options.explain ?? false,
    record: options.record ?? true,
    walkReplies: false,
  };
}

function topologyOf(cluster: Cluster, podNetwork: 'bridge' | 'ptp', known: Remembered): Topology {
  let topology = known.topologies.get(podNetwork);
  if (!topology) {
    const alsoLocal = (node: string): ((address: Address) => boolean) | undefined =>
      cluster.get('nodes', '', node) && nodeFacts(cluster, node).mode === 'ipvs'
        ? (address) => boundTo(cluster, node, address, known)
        : undefined;
    known.topologies.set(podNetwork, (topology = clusterTopology(cluster, { podNetwork, alsoLocal })));
  }
  return topology;
}

/** Whether IPVS has bound the address to kube-ipvs0: then it is the host's own. */
function boundTo(cluster: Cluster, node: string, address: Address, known: Remembered): boolean {
  const state = programNode(cluster, node).ipvs(address.family);
  if (state?.isBound) return state.isBound(address);
  const byNode = known.bound[address.family];
  let bound = byNode.get(node);
  if (!bound) {
    byNode.set(node, (bound = new Set(state?.boundAddresses.map((each) => each.text))));
  }
  return bound.has(address.text);
}

function walkerOf(cluster: Cluster, node: string, family: Family, known: Remembered): HookWalker {
  const byNode = known.walkers[family];
  let walker = byNode.get(node);
  if (!walker) byNode.set(node, (walker = programWalker(programNode(cluster, node), family)));
  return walker;
}
