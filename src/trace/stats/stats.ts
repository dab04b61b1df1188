import { Cluster } from '../../cluster/cluster.ts';
import type { ProxyMode } from '../../cluster/config.ts';
import { clusterCIDR } from '../../kube-proxy/cluster-prefixes.ts';
import { nodeFacts } from '../../kube-proxy/node-facts.ts';
import { programNode, type NodeProgram } from '../../kube-proxy/program.ts';
import { servicePlans, type PortPlan } from '../../kube-proxy/service-plan.ts';
import { serviceFamilies } from '../../kube-proxy/families.ts';
import { address, addressPlus, type Address, type Family } from '../../net/address.ts';
import type { Packet } from '../../net/packet.ts';
import { parsePrefix } from '../../net/prefix.ts';
import type { HookContext, HookOutcome } from '../hook.ts';
import { NO_MEMORY } from '../memory.ts';
import { programWalker } from '../walker.ts';

/** What one proxy mode costs on one node. */
export interface ModeStats {
  readonly mode: ProxyMode;
  readonly chains: number;
  readonly rules: number;
  /** ipsets, or nft sets and maps */
  readonly sets: number;
  /** their entries */
  readonly entries: number;
  readonly virtualServers: number;
  readonly realServers: number;
  /** Undefined where no Service port has an endpoint. */
  readonly matches: Matches | undefined;
}

/** Rules and set look-ups that the kernel tries for the first packet from a pod to a cluster address until it is translated. */
export interface Matches {
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/** The cluster's size as kube-proxy sees it. */
export interface Workload {
  readonly services: number;
  readonly ports: number;
  readonly endpoints: number;
}

/** The modes that a version's kube-proxy has. */
export function modesOf(kubeVersion: string): readonly ProxyMode[] {
  return kubeVersion === '1.20' ? ['userspace', 'iptables', 'ipvs'] : ['iptables', 'nftables', 'ipvs'];
}

/** How much there is to program. */
export function workload(cluster: Cluster, node: string): Workload {
  const plans = serviceFamilies(cluster, node).flatMap((family) => servicePlans(cluster, node, family));
  return {
    services: new Set(plans.map((plan) => `${plan.namespace}/${plan.service}`)).size,
    ports: plans.length,
    endpoints: plans.reduce((sum, plan) => sum + plan.endpoints.length, 0),
  };
}

/** What the node would be programmed with in a mode, and how long the first packet of a connection searches. */
export function modeStats(cluster: Cluster, node: string, mode: ProxyMode): ModeStats {
  const parts = cluster.parts();
  const config = { ...parts.config, proxy: { ...parts.config.proxy, mode }, runningProxyModes: {} };
  const inMode = new Cluster({ ...parts, config });
  const program = programNode(inMode, node);
  const families = serviceFamilies(inMode, node);
  const counts = { chains: 0, rules: 0, sets: 0, entries: 0, virtualServers: 0, realServers: 0 };
  for (const family of families) countFamily(program, family, counts);
  const tried = families.flatMap((family) => matchesOf(inMode, program, family));
  return { mode, ...counts, matches: summary(tried) };
}

type Counts = { -readonly [K in keyof Omit<ModeStats, 'mode' | 'matches'>]: number };

function countFamily(program: NodeProgram, family: Family, counts: Counts): void {
  for (const table of program.iptables(family).tables) {
    for (const chain of table.chains.values()) {
      counts.chains++;
      counts.rules += chain.rules.length;
    }
  }
  const nft = program.nftables(family);
  for (const chain of nft?.chains.values() ?? []) {
    counts.chains++;
    counts.rules += chain.rules.length;
  }
  const ipvs = program.ipvs(family);
  for (const set of [...(nft?.sets.values() ?? []), ...(ipvs?.sets ?? [])]) {
    counts.sets++;
    counts.entries += 'entries' in set ? set.entries.length : set.elements.length;
  }
  for (const server of ipvs?.virtualServers ?? []) {
    counts.virtualServers++;
    counts.realServers += server.realServers.length;
  }
}

/** So many Service ports are asked, evenly over all. */
const ASKED = 400;

function matchesOf(cluster: Cluster, program: NodeProgram, family: Family): number[] {
  const plans = servicePlans(cluster, program.node, family).filter((plan) => plan.hasAnyEndpoint);
  const step = Math.max(1, plans.length / ASKED);
  const walker = programWalker(program, family);
  const facts = nodeFacts(cluster, program.node);
  const local = new Set([
    ...facts.localAddresses(family),
    ...(program.ipvs(family)?.boundAddresses ?? []).map((bound) => bound.text),
  ]);
  const client = clientAddress(clusterCIDR(cluster, family), family);
  const context = (hook: HookContext['hook'], past?: HookOutcome): HookContext => ({
    node: program.node,
    hook,
    isLocal: (one) => local.has(one.text),
    masqueradeAddress: (packet) => packet.source,
    connection: past?.connection ?? { state: 'NEW' },
    memory: past?.memory ?? NO_MEMORY,
    now: 0,
    explain: false,
    record: false,
  });
  const tried: number[] = [];
  for (let at = 0; at < plans.length; at += step) {
    const plan = plans[Math.floor(at)];
    if (!plan) continue;
    const packet = packetTo(plan, client);
    let [sum, hits] = [0, 0];
    const hit = (probability: number, examined: number): void => {
      sum += probability * examined;
      hits += probability;
    };
    for (const first of walker.walk(packet, context('prerouting'))) {
      if (first.connection.dnat) hit(first.probability, first.examined);
      else if (first.verdict === 'accept' && local.has(plan.clusterIP)) {
        for (const second of walker.walk(first.packet, context('input', first))) {
          if (second.connection.dnat) hit(first.probability * second.probability, first.examined + second.examined);
        }
      }
    }
    if (hits > 0) tried.push(sum / hits);
  }
  return tried;
}

/** A pod that is nobody's endpoint: the last usable address of the pod network. */
function clientAddress(podCIDR: string | undefined, family: Family): Address {
  const network = parsePrefix(podCIDR ?? (family === 4 ? '10.244.0.0/16' : 'fd00:10:244::/48'));
  return addressPlus(network?.address ?? address(family === 4 ? '10.244.0.0' : 'fd00::'), 254);
}

function packetTo(plan: PortPlan, source: Address): Packet {
  return {
    protocol: plan.protocol,
    source,
    sourcePort: 40_000,
    destination: address(plan.clusterIP),
    destinationPort: plan.port,
    mark: 0,
    inInterface: 'veth0',
  };
}

function summary(tried: readonly number[]): Matches | undefined {
  if (tried.length === 0) return undefined;
  let [min, max, sum] = [Infinity, 0, 0];
  for (const one of tried) {
    min = Math.min(min, one);
    max = Math.max(max, one);
    sum += one;
  }
  return { min, mean: sum / tried.length, max };
}
