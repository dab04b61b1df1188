import type { Endpoint, EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { KubeObject } from '../api/meta.ts';
import { parseAddress, type Address, type Family } from '../net/address.ts';
import { objectKey, type ObjectMap } from './cluster.ts';
import { derived } from './derived.ts';

export const SERVICE_NAME = 'kubernetes.io/service-name';
/** Whose objects are left to another proxy. */
const PROXY_NAME = 'service.kubernetes.io/service-proxy-name';
const HEADLESS = 'service.kubernetes.io/headless';
const PROTOCOLS = ['tcp', 'udp', 'sctp'];

/**
 * What is kept of an EndpointSlice beside it, so that one Service's rules can be made without parsing the slices of all:
 * its Service (`namespace/name`, '' for none that kube-proxy programs), its family (0 for names), and the ports (`name/protocol`) that
 * have a ready endpoint for certain, as far as this slice tells. A port that is missing there may still have one.
 */
export type SliceNote = readonly [service: string, family: Family | 0, ready: readonly string[]];

/** The notes of EndpointSlices that have not been parsed, in their order, and each of those alone. */
export interface NotedSlices {
  readonly notes: readonly SliceNote[];
  load(index: number): KubeObject;
}

type Labels = Readonly<Record<string, string>> | undefined;

/**
 * Whether kube-proxy's watches leave out an object with these labels. Up to 1.20 (`before`) one selector serves all watches:
 * no proxy name, not headless; today Services are told by the first label alone and slices by the second.
 * Source: Run (cmd/kube-proxy/app/server.go); the requests of 1.36.2 are recorded.
 */
export function isLeftOut(kind: 'services' | 'endpointslices', labels: Labels, before: boolean): boolean {
  if (labels === undefined) return false;
  if (before) return Object.hasOwn(labels, PROXY_NAME) || Object.hasOwn(labels, HEADLESS);
  return Object.hasOwn(labels, kind === 'services' ? PROXY_NAME : HEADLESS);
}

/** Whether an endpoint may stand before a ready one of the same address and port: it is not ready, yet does not terminate either. */
export function mayHide(conditions: Endpoint['conditions']): boolean {
  return conditions?.ready === false && conditions.terminating !== true;
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
  if (!service || isLeftOut('endpointslices', metadata.labels, false)) return ['', family, []];
  // Which releases look at such a slice is for others to say: nothing about it is certain.
  if (isLeftOut('endpointslices', metadata.labels, true)) return [objectKey(metadata.namespace, service), family, []];
  const isReady =
    !endpoints?.some(({ conditions }) => mayHide(conditions)) &&
    endpoints?.some(
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

/** The family of an address; IPv4 in IPv6's clothes counts as neither here: kube-proxy takes it for IPv4. */
export function familyOf(address: Address | undefined): Family | undefined {
  if (address?.family !== 6) return address?.family;
  return (address.bits as bigint) >> 32n === 0xffffn ? undefined : 6;
}
