import type { KubeObject } from '../../api/meta.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Service } from '../../api/service/type.ts';
import { objectKey, type Cluster } from '../../cluster/cluster.ts';
import { servicesSeenBy, startedAt } from '../../cluster/pod-start.ts';
import type { ServiceFacts } from './service-variables.ts';

/** The Service whose variables every pod gets, in whatever namespace it runs. */
const MASTER = { namespace: 'default', name: 'kubernetes' } as const;

/** Whose point of view: a pod, or a pod that would start now in a namespace. */
export type Viewer = { readonly pod: Pod } | { readonly namespace: string };

/** All Services as they stood when the pod's containers started (or stand now), whatever their namespace, in the cluster's order. */
export function standingServices(cluster: Cluster, viewer: Viewer): ServiceFacts[] {
  if (!('pod' in viewer)) return presentServices(cluster);
  const { pod } = viewer;
  if (!cluster.podStarts.has(pod.metadata.uid ?? '')) return servicesOlderThan(cluster, startedAt(pod));
  return [...servicesSeenBy(cluster, pod).values()].map(({ namespace, name, service }) => ({
    namespace,
    name,
    ...service,
  }));
}

/**
 * The Services that give the viewer variables, ordered by name (kubelet's own order is left to chance): `kubernetes` of namespace
 * default, and the own namespace's unless `enableServiceLinks` is false. An own Service named kubernetes takes the other's place.
 */
export function linkedServices(cluster: Cluster, viewer: Viewer): ServiceFacts[] {
  const namespace = 'pod' in viewer ? (viewer.pod.metadata.namespace ?? 'default') : viewer.namespace;
  const links = !('pod' in viewer) || viewer.pod.spec.enableServiceLinks !== false;
  const byName = new Map<string, ServiceFacts>();
  for (const service of standingServices(cluster, viewer)) {
    if (service.clusterIP === undefined || service.clusterIP === '' || service.clusterIP === 'None') continue;
    if (service.namespace === namespace && links) byName.set(service.name, service);
    else if (service.namespace === MASTER.namespace && service.name === MASTER.name && !byName.has(MASTER.name)) {
      byName.set(service.name, service);
    }
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function presentServices(cluster: Cluster): ServiceFacts[] {
  return [...cluster.all('services').values()].map(factsOf);
}

/** A dump tells when a Service was made and when a container started, in whole seconds: of the same second, the Service was first. */
function servicesOlderThan(cluster: Cluster, start: number): ServiceFacts[] {
  if (Number.isNaN(start)) return presentServices(cluster);
  return [...cluster.all('services').values()].filter((service) => !isYounger(service, start)).map(factsOf);
}

/** Whether the object was made after the moment (milliseconds since the epoch). */
export function isYounger(object: KubeObject, moment: number): boolean {
  return Date.parse(object.metadata.creationTimestamp ?? '') > moment;
}

function factsOf(object: KubeObject): ServiceFacts {
  const { spec, metadata } = object as Service;
  return {
    namespace: metadata.namespace ?? 'default',
    name: metadata.name,
    clusterIP: spec?.clusterIP,
    ports: spec?.ports,
  };
}

/** The Service as it stands now, if it does. */
export function presentService(cluster: Cluster, { namespace, name }: ServiceFacts): Service | undefined {
  return cluster.all('services').get(objectKey(namespace, name)) as Service | undefined;
}
