import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import { keyOf, type Cluster } from '../../cluster/cluster.ts';
import { serviceSlices } from '../../kube-proxy/service-slices.ts';
import type { Address } from '../../net/address.ts';
import { servicesAtAddress } from '../service-index.ts';
import type { Host } from '../topology.ts';
import type { World } from '../world.ts';

/**
 * The nodes among which a load balancer in front of the Service at `destination` chooses: those whose health check answers. Under
 * externalTrafficPolicy Local that is where a ready endpoint runs; otherwise every node.
 */
export function balancedHosts(cluster: Cluster, world: World, destination: Address): readonly Host[] | undefined {
  const service = servicesAtAddress(cluster, destination)[0]?.service;
  if (service?.spec.externalTrafficPolicy !== 'Local') return undefined;
  const nodes = new Set<string>();
  for (const slice of serviceSlices(cluster).of(keyOf(service))) for (const node of readyNodes(slice)) nodes.add(node);
  const healthy = [...world.topology.hosts.values()].filter((host) => nodes.has(host.name));
  return healthy.length > 0 ? healthy : undefined;
}

function readyNodes(slice: EndpointSlice): string[] {
  return (slice.endpoints ?? [])
    .filter((endpoint) => endpoint.conditions?.ready !== false)
    .map((endpoint) => endpoint.nodeName)
    .filter((node) => node !== undefined);
}
