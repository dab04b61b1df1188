import type { Service, ServicePort } from '../api/service/type.ts';
import { parseAddress } from '../net/address.ts';
import type { ObjectMap } from './cluster.ts';
import { derived } from './derived.ts';
import { familyOf, isLeftOut } from './slice-notes.ts';

export type NotedPort = readonly [name: string, protocol: 'tcp' | 'udp' | 'sctp', port: number];

/** Of a Service that only the inside of the cluster can reach, under one address, and that every node sees alike. */
export type PlainNote = readonly [namespace: string, name: string, clusterIP: string, ports: readonly NotedPort[]];

/**
 * What is kept of a Service beside it, so that the rules which all Services share can be counted and placed without parsing them:
 * of the plain one, a cluster address and ports; of any other, all that kube-proxy looks at.
 */
export type ServiceNote = PlainNote | readonly [namespace: string, name: string, service: Service];

/** The notes of all Services that some kube-proxy programs, by namespace and name. */
export const serviceNotes = derived((services: ObjectMap): readonly ServiceNote[] =>
  [...services.values()].flatMap((object) => noteOf(object as Service)).sort(compareNotes),
);

/** By namespace, then name. */
export function compareNotes(a: ServiceNote, b: ServiceNote): number {
  if (a[0] !== b[0]) return a[0] < b[0] ? -1 : 1;
  return a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0;
}

const NO_NOTE: readonly ServiceNote[] = [];

const noteOf = derived((service: Service): readonly ServiceNote[] => {
  const { metadata, spec } = service;
  const { namespace = '', name, labels } = metadata;
  if (spec.type === 'ExternalName' || !spec.clusterIP || spec.clusterIP === 'None') return NO_NOTE;
  const ports = isPlain(service) ? (spec.ports ?? []).flatMap(noteOfPort) : undefined;
  if (ports?.length === (spec.ports ?? []).length) return [[namespace, name, spec.clusterIP, ports]];
  return [[namespace, name, { ...service, metadata: { namespace, name, ...(labels ? { labels } : {}) } }]];
});

/** One address of one family, seen alike by every node and release. */
function isPlain({ metadata: { labels }, spec, status }: Service): boolean {
  const { type = 'ClusterIP', clusterIP = '', ipFamilies = [] } = spec;
  const address = parseAddress(clusterIP);
  const family = `IPv${familyOf(address)}`;
  return (
    type === 'ClusterIP' &&
    address?.text === clusterIP &&
    ipFamilies.length < 2 &&
    (ipFamilies[0] ?? family) === family &&
    spec.internalTrafficPolicy !== 'Local' &&
    spec.sessionAffinity !== 'ClientIP' &&
    !spec.externalIPs?.length &&
    !spec.loadBalancerSourceRanges?.length &&
    !status?.loadBalancer?.ingress?.length &&
    !isLeftOut('services', labels, false) &&
    !isLeftOut('services', labels, true)
  );
}

const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;

function noteOfPort({ name = '', protocol = 'TCP', port, nodePort }: ServicePort): NotedPort[] {
  const spoken = PROTOCOLS.find((known) => known === protocol.toLowerCase());
  return spoken && !nodePort && typeof port === 'number' && typeof name === 'string' ? [[name, spoken, port]] : [];
}
