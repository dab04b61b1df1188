import type { EndpointSlice } from '../api/endpoint-slice/type.ts';
import type { Service } from '../api/service/type.ts';
import { keyOf, type Cluster } from '../cluster/cluster.ts';
import { slicesByService } from '../kube-proxy/endpoints-of.ts';
import { hostPort } from '../net/address.ts';
import { UserError } from '../net/user-error.ts';
import { clusterTopology } from '../trace/cluster-topology.ts';

/** What a load balancer in front of the nodes must know of one Service port. */
export interface FrontPort {
  readonly name: string;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly listen: number;
  /** `address:nodePort` of every node that serves it. */
  readonly servers: readonly string[];
  /** Nodes that would drop it. */
  readonly skipped: readonly string[];
}

/** The node ports of a Service on every node. Throws UserError where it has none. */
export function frontPorts(cluster: Cluster, service: Service): FrontPort[] {
  const ports = (service.spec.ports ?? []).filter((port) => port.nodePort);
  if (ports.length === 0)
    throw new UserError(`Service ${keyOf(service)} has no node port`, 1, 'Only type NodePort and LoadBalancer have one: kubesim patch svc ... -p \'{"spec":{"type":"NodePort"}}\''); // prettier-ignore
  const hosts = [...clusterTopology(cluster).hosts.values()];
  const local = service.spec.externalTrafficPolicy === 'Local';
  const serving = local ? nodesWithEndpoints(slicesByService(cluster.all('endpointslices')).get(keyOf(service)) ?? []) : undefined; // prettier-ignore
  const used = hosts.filter((host) => !serving || serving.has(host.name));
  const { name } = service.metadata;
  return ports.map((port) => ({
    name: ports.length === 1 ? name : `${name}-${port.name ?? port.port}`,
    protocol: (port.protocol ?? 'TCP').toLowerCase() as 'tcp' | 'udp' | 'sctp',
    listen: port.port,
    servers: used.flatMap((host) => {
      const address = host.primary(4) ?? host.primary(6);
      return address ? [hostPort(address.text, port.nodePort ?? 0)] : [];
    }),
    skipped: hosts.filter((host) => !used.includes(host)).map((host) => host.name),
  }));
}

function nodesWithEndpoints(slices: readonly EndpointSlice[]): Set<string> {
  const nodes = new Set<string>();
  for (const slice of slices)
    for (const endpoint of slice.endpoints ?? [])
      if (endpoint.nodeName && endpoint.conditions?.ready !== false) nodes.add(endpoint.nodeName);
  return nodes;
}
