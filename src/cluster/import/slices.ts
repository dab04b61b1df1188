import type { Endpoint, EndpointPort, EndpointSlice } from '../../api/endpoint-slice/type.ts';
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../api/endpoints/type.ts';
import { fields, items } from '../../api/go-value.ts';
import type { Service } from '../../api/service/type.ts';
import { parseAddress } from '../../net/address.ts';
import { generatedName } from '../names.ts';
import type { Transaction } from '../transaction.ts';

const SERVICE_NAME = 'kubernetes.io/service-name';
const ZONE = 'topology.kubernetes.io/zone';
const FAMILIES = [
  ['IPv4', 4],
  ['IPv6', 6],
] as const;

/**
 * For a dump that carries Endpoints instead of EndpointSlices: one slice for each subset and address family. What people wrote
 * by hand was mirrored, up to 1.20.7 as ready throughout.
 */
export function slicesFromEndpoints(tx: Transaction): void {
  const zones = new Map(
    [...tx.all('nodes').values()].map(({ metadata }) => [metadata.name, metadata.labels?.[ZONE]] as const),
  );
  for (const endpoints of [...tx.all('endpoints').values()] as Endpoints[]) {
    const { name, namespace = '', creationTimestamp, labels } = endpoints.metadata;
    const service = tx.get('services', namespace, name) as Service | undefined;
    const isByHand = service !== undefined && Object.keys(fields(service.spec.selector)).length === 0;
    const forgetsReadiness = isByHand && tx.config.kubeVersion === '1.20';
    let taken = 0;
    for (const subset of items(endpoints.subsets) as EndpointSubset[]) {
      for (const [addressType, family] of FAMILIES) {
        const own = endpointsOf(subset, family, zones, forgetsReadiness);
        if (own.length === 0) continue;
        // The API server's own slice is named like its Service.
        const isMaster = name === 'kubernetes' && namespace === 'default' && taken === 0;
        const slice: EndpointSlice = {
          addressType,
          apiVersion: 'discovery.k8s.io/v1',
          endpoints: own,
          kind: 'EndpointSlice',
          metadata: {
            name: isMaster ? name : generatedName(`${name}-`, tx.random),
            namespace,
            labels: { ...labels, [SERVICE_NAME]: name },
            ...(creationTimestamp ? { creationTimestamp } : {}),
          },
          ports: portsOf(subset),
        };
        tx.putVerbatim('endpointslices', slice);
        taken++;
      }
    }
  }
}

function endpointsOf(
  subset: EndpointSubset,
  family: 4 | 6,
  zones: ReadonlyMap<string, string | undefined>,
  allReady: boolean,
): Endpoint[] {
  const all = [
    ...(items(subset.addresses) as EndpointAddress[]).map((address) => ({ address, ready: true })),
    ...(items(subset.notReadyAddresses) as EndpointAddress[]).map((address) => ({ address, ready: allReady })),
  ];
  return all.flatMap(({ address: { ip, hostname, nodeName, targetRef }, ready }) => {
    if (parseAddress(ip)?.family !== family) return [];
    const zone = nodeName === undefined ? undefined : zones.get(nodeName);
    return [
      {
        addresses: [ip],
        conditions: { ready, serving: ready, terminating: false },
        ...(hostname ? { hostname } : {}),
        ...(nodeName ? { nodeName } : {}),
        ...(targetRef ? { targetRef } : {}),
        ...(zone ? { zone } : {}),
      },
    ];
  });
}

function portsOf({ ports = [] }: EndpointSubset): EndpointPort[] {
  return ports.map(({ name = '', port, protocol = 'TCP', appProtocol }) => ({
    name,
    port,
    protocol: protocol as 'TCP' | 'UDP' | 'SCTP',
    ...(appProtocol ? { appProtocol } : {}),
  }));
}
