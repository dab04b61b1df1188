import type { Endpoint } from '../../api/endpoint-slice/type.ts';
import type { Node } from '../../api/node/type.ts';
import type { Service } from '../../api/service/type.ts';
import { parseQuantity } from '../../api/quantity.ts';
import type { Context } from '../context.ts';
import { isNodeReady, zoneOf } from '../node-facts.ts';
import { isAtLeast } from '../version.ts';
import { allocate, type Allocation } from './hint-allocation.ts';
import type { PlannedSlice } from './packing.ts';

const MODE = 'service.kubernetes.io/topology-mode';
const OLD_MODE = 'service.kubernetes.io/topology-aware-hints';
const CLOSE = new Set(['PreferClose', 'PreferSameZone', 'PreferSameNode']);
const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/**
 * The slices with the hints that the Service asks for: by annotation topology-mode Auto endpoints are shared out among the
 * zones by their CPUs, by trafficDistribution each is hinted for its own zone (and node); otherwise there are none.
 */
export function addHints(
  context: Context,
  service: Service,
  slices: readonly PlannedSlice[],
  family: string,
): PlannedSlice[] {
  const { config } = context.tx;
  const { annotations } = service.metadata;
  // The old name of the annotation counts for more than the new one.
  const mode = annotations?.[OLD_MODE] ?? annotations?.[MODE] ?? '';
  if ((mode === 'Auto' || mode === 'auto') && isAtLeast(config, 21)) return autoHints(context, service, slices, family);
  const distribution = service.spec.trafficDistribution ?? '';
  const isClose = CLOSE.has(distribution) && isAtLeast(config, 30);
  return slices.map((slice) => ({
    ...slice,
    endpoints: slice.endpoints.map((endpoint) =>
      isClose ? closeHint(endpoint, distribution) : withoutHints(endpoint),
    ),
  }));
}

function closeHint(endpoint: Endpoint, distribution: string): Endpoint {
  const { zone, nodeName } = endpoint;
  if (endpoint.conditions?.ready !== true) return withoutHints(endpoint);
  const wantsNode = distribution === 'PreferSameNode' && nodeName !== undefined;
  if (zone === undefined && !wantsNode) return withoutHints(endpoint);
  const hints = {
    ...(wantsNode ? { forNodes: [{ name: nodeName }] } : {}),
    ...(zone === undefined ? {} : { forZones: [{ name: zone }] }),
  };
  return { ...endpoint, hints };
}

function autoHints(
  context: Context,
  service: Service,
  slices: readonly PlannedSlice[],
  family: string,
): PlannedSlice[] {
  const { tx, events } = context;
  const bare = (): PlannedSlice[] =>
    slices.map((slice) => ({ ...slice, endpoints: slice.endpoints.map(withoutHints) }));
  const result: Allocation = allocate(slices, cpuShares([...tx.all('nodes').values()] as Node[]));
  const had = slices.some(({ endpoints }) => endpoints.some(({ hints }) => hints));
  const report = (reason: string, message: string, type: 'Normal' | 'Warning'): void =>
    events.record({
      about: service,
      type,
      reason,
      message: `${message}, addressType: ${family}`,
      component: 'endpoint-slice-controller',
    });
  if ('problem' in result) {
    report('TopologyAwareHintsDisabled', result.problem, 'Warning');
    return bare();
  }
  if (!had && result.slices.some(({ endpoints }) => endpoints.length > 0)) {
    report('TopologyAwareHintsEnabled', 'Topology Aware Hints has been enabled', 'Normal');
  }
  return result.slices;
}

/** Each zone's share of the CPUs of ready worker nodes; undefined where a node's zone or CPUs are not known, or for one zone. */
function cpuShares(nodes: readonly Node[]): ReadonlyMap<string, number> | undefined {
  const cpus = new Map<string, number>();
  let total = 0;
  for (const node of nodes) {
    const labels = node.metadata.labels ?? {};
    if (CONTROL_PLANE.some((label) => Object.hasOwn(labels, label)) || !isNodeReady(node)) continue;
    const zone = zoneOf(node);
    const cpu = milliCpus(node);
    if (!zone || cpu === 0) return undefined;
    cpus.set(zone, (cpus.get(zone) ?? 0) + cpu);
    total += cpu;
  }
  if (total === 0 || cpus.size < 2) return undefined;
  return new Map([...cpus].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([zone, cpu]) => [zone, cpu / total]));
}

function milliCpus(node: Node): number {
  const { allocatable, capacity } = (node.status ?? {}) as Record<string, Record<string, string> | undefined>;
  const parsed = parseQuantity(String(allocatable?.['cpu'] ?? capacity?.['cpu'] ?? '0'));
  return typeof parsed === 'string' ? 0 : Math.ceil(Number(parsed.digits) * 10 ** (3 - parsed.scale));
}

function withoutHints(endpoint: Endpoint): Endpoint {
  if (!endpoint.hints) return endpoint;
  const { hints: _, ...bare } = endpoint;
  return bare;
}
