import type { Endpoint, EndpointSlice } from '../api/endpoint-slice/type.ts';
import { objectKey, type ObjectMap } from '../cluster/cluster.ts';
import { derived } from '../cluster/derived.ts';
import { isLeftOut, mayHide, SERVICE_NAME } from '../cluster/slice-notes.ts';
import { hostPort, type Family } from '../net/address.ts';
import { sloppyAddress } from './addresses.ts';
import type { PlannedEndpoint } from './service-plan.ts';
import type { Layout } from './version.ts';

/** The EndpointSlices of each Service (`namespace/name`) that today's kube-proxy watches, sorted by name. */
export const slicesByService = derived((slices: ObjectMap): ReadonlyMap<string, readonly EndpointSlice[]> => {
  const byService = new Map<string, EndpointSlice[]>();
  for (const object of slices.values()) {
    const labels = object.metadata.labels;
    const service = labels?.[SERVICE_NAME];
    if (!service || isLeftOut('endpointslices', labels, false)) continue;
    const key = objectKey(object.metadata.namespace, service);
    const list = byService.get(key);
    if (list) list.push(object as EndpointSlice);
    else byService.set(key, [object as EndpointSlice]);
  }
  for (const list of byService.values())
    if (list.length > 1) list.sort((a, b) => compareText(a.metadata.name, b.metadata.name));
  return byService;
});

/** Which of a Service's endpoints are meant. */
export interface PortKey {
  readonly portName: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly family: Family;
}

/**
 * The endpoints behind one Service port: the first address of each endpoint of a slice port with the same name and
 * protocol, sorted by the text `ip:port` and each text once. 1.20 knows ready ones alone.
 * Source: endpointslicecache.go.
 */
export function endpointsOf(
  slices: readonly EndpointSlice[],
  port: PortKey,
  nodeName: string,
  layout: Layout,
): PlannedEndpoint[] {
  const found: PlannedEndpoint[] = [];
  for (const slice of slices) {
    if (slice.addressType !== `IPv${port.family}`) continue;
    for (const slicePort of slice.ports ?? []) {
      if ((slicePort.name ?? '') !== port.portName || !slicePort.port) continue;
      if ((slicePort.protocol ?? 'TCP').toLowerCase() !== port.protocol) continue;
      for (const endpoint of slice.endpoints ?? []) {
        const planned = plannedEndpoint(slice, endpoint, slicePort.port, port.family, nodeName);
        if (planned && (planned.ready || layout !== '1.20')) found.push(planned);
      }
    }
  }
  return found.length > 1
    ? eachOnce(
        found.sort((a, b) => compareText(a.text, b.text)),
        layout,
      )
    : found;
}

/**
 * Of sorted endpoints with the same text one stays: today the last that does not terminate (a new pod may have the address of
 * one that is going), else the first; in 1.20 the last local one, else the first.
 */
function eachOnce(sorted: readonly PlannedEndpoint[], layout: Layout): PlannedEndpoint[] {
  const kept: PlannedEndpoint[] = [];
  for (const endpoint of sorted) {
    const wins = layout === '1.20' ? endpoint.isLocal : !endpoint.terminating;
    if (kept.at(-1)?.text !== endpoint.text) kept.push(endpoint);
    else if (wins) kept[kept.length - 1] = endpoint;
  }
  return kept;
}

/**
 * Whether some endpoint of the port is ready for certain, without sorting out who hides whom: where all that do not terminate are
 * ready, none hides a ready one.
 */
export function hasReadyEndpoint(slices: readonly EndpointSlice[], port: PortKey): boolean {
  let found = false;
  for (const slice of slices) {
    if (!servesPort(slice, port)) continue;
    for (const { conditions } of slice.endpoints ?? []) if (mayHide(conditions)) return false;
    found ||= (slice.endpoints ?? []).some((endpoint) => isReadyOf(endpoint, port.family));
  }
  return found;
}

function servesPort({ addressType, ports }: EndpointSlice, { family, portName, protocol }: PortKey): boolean {
  if (addressType !== `IPv${family}`) return false;
  return (ports ?? []).some(
    (each) => (each.name ?? '') === portName && each.port && (each.protocol ?? 'TCP').toLowerCase() === protocol,
  );
}

function isReadyOf({ conditions, addresses }: Endpoint, family: Family): boolean {
  return conditions?.ready !== false && sloppyAddress(addresses?.[0] ?? '')?.family === family;
}

const NO_HINTS: readonly string[] = [];

function plannedEndpoint(
  slice: EndpointSlice,
  endpoint: Endpoint,
  port: number,
  family: Family,
  nodeName: string,
): PlannedEndpoint | undefined {
  const address = sloppyAddress(endpoint.addresses?.[0] ?? '');
  if (address?.family !== family) return undefined;
  const { conditions, hints, targetRef } = endpoint;
  const { nodeName: node } = endpoint;
  const namespace = slice.metadata.namespace;
  return {
    ip: address.text,
    address,
    port,
    text: hostPort(address.text, port),
    node,
    zone: endpoint.zone,
    isLocal: node !== undefined && node === nodeName,
    ready: conditions?.ready ?? true,
    serving: conditions?.serving ?? true,
    terminating: conditions?.terminating ?? false,
    zoneHints: hints?.forZones?.map((hint) => hint.name) ?? NO_HINTS,
    nodeHints: hints?.forNodes?.map((hint) => hint.name) ?? NO_HINTS,
    pod:
      targetRef?.kind === 'Pod' && targetRef.name
        ? objectKey(targetRef.namespace ?? namespace, targetRef.name)
        : undefined,
    slice: objectKey(namespace, slice.metadata.name),
  };
}

/** Go's string order for the texts compared here (ASCII). */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
