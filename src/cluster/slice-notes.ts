import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { KubeObject } from '../api/meta.ts';
import { parseAddress, type Address, type Family } from '../net/address.ts';
import { objectKey, type ObjectMap } from './cluster.ts';
import { derived } from './derived.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
/** Objects with one of these labels are left to another proxy (the label selector of kube-proxy's watches). */
const NOT_OURS = ['service.kubernetes.io/service-proxy-name', 'service.kubernetes.io/headless'];
const PROTOCOLS = ['tcp', 'udp', 'sctp'];

/**
 * What is kept of an EndpointSlice beside it, so that one Service's rules can be made without parsing the slices of all:
 * its Service (`namespace/name`, '' for none that kube-proxy programs), its family (0 for names), and the ports (`name/protocol`) that
 * have a ready endpoint for certain. A port that is missing there may still have one.
 */
export type SliceNote = readonly [service: string, family: Family | 0, ready: readonly string[]];

/** The notes of EndpointSlices that have not been parsed, in their order, and each of those alone. */
export interface NotedSlices {
  readonly notes: readonly SliceNote[];
  load(index: number): KubeObject;
}

/** Whether kube-proxy's watches leave the object out. */
export function isLeftToOthers(labels: Readonly<Record<string, string>> | undefined): boolean {
  return labels !== undefined && NOT_OURS.some((label) => Object.hasOwn(labels, label));
}

/** A port of a slice as its note has it. */
export function notedPort(portName: string, protocol: string): string {
  return `${portName}/${protocol}`;
}

/** One note for each slice, in order; none at all where a slice from a dump is not built like one. */
export const sliceNotes = derived((slices: ObjectMap): readonly SliceNote[] => {
  try {
    return [...slices.values()].map(noteOf);
  } catch {
    return [];
  }
});

const noteOf = derived((object: KubeObject): SliceNote => {
  const { metadata, addressType, ports, endpoints } = object as EndpointSlice;
  const service = metadata.labels?.[SERVICE_NAME];
  const family = addressType === 'IPv4' ? 4 : addressType === 'IPv6' ? 6 : 0;
  if (!service || isLeftToOthers(metadata.labels)) return ['', family, []];
  const isReady = (endpoints ?? []).some(
    ({ conditions, addresses }) =>
      conditions?.ready !== false && familyOf(parseAddress(addresses?.[0] ?? '')) === family,
  );
  const ready = new Set<string>();
  for (const { name, port, protocol } of isReady ? (ports ?? []) : []) {
    const spoken = (protocol ?? 'TCP').toLowerCase();
    if (port && PROTOCOLS.includes(spoken)) ready.add(notedPort(name ?? '', spoken));
  }
  return [objectKey(metadata.namespace, service), family, [...ready]];
});

/** IPv4 in IPv6's clothes counts as neither here: kube-proxy takes it for IPv4. */
function familyOf(address: Address | undefined): Family | undefined {
  if (address?.family !== 6) return address?.family;
  return (address.bits as bigint) >> 32n === 0xffffn ? undefined : 6;
}
