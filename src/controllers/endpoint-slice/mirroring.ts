import type { EndpointSlice, Endpoint, EndpointPort } from '../../api/endpoint-slice/type.ts';
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../api/endpoints/type.ts';
import type { Service } from '../../api/service/type.ts';
import type { ClusterConfig } from '../../cluster/config.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { byGoHash } from '../endpoints/go-hash.ts';
import { TRIGGER_TIME } from '../endpoints/service-pods.ts';
import { compact } from '../equality.ts';
import type { Context } from '../context.ts';
import { isAtLeast } from '../version.ts';
import { withEntries } from '../writes.ts';
import { identityOf, portsKey, type PortGroup } from './desired.ts';
import { MANAGED_BY, managedSlices, SERVICE_NAME } from './service-slices.ts';
import { writeSlice } from './slice-write.ts';

const CONTROLLER = 'endpointslicemirroring-controller.k8s.io';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const PER_SUBSET = 1000;

/** Mirrors Endpoints that people made for Services without selector into EndpointSlices (the endpointslicemirroring controller). */
export function runMirroring({ tx, scope }: Context): boolean {
  if (!scope.has('endpoints', 'services', 'endpointslices')) return false;
  const keys = new Set([...scope.touched('endpoints'), ...scope.touched('services')].map(({ key }) => key));
  for (const { before, after } of scope.touched('endpointslices')) {
    const slice = after ?? before;
    if (slice?.metadata.labels?.[MANAGED_BY] !== CONTROLLER) continue;
    keys.add(`${slice.metadata.namespace ?? ''}/${slice.metadata.labels[SERVICE_NAME] ?? ''}`);
  }
  const before = tx.revision;
  for (const key of keys) {
    const endpoints = tx.all('endpoints').get(key) as Endpoints | undefined;
    const service = tx.all('services').get(key) as Service | undefined;
    const existing = managedSlices(tx, CONTROLLER, key);
    if (endpoints && service && isMirrored(endpoints, service)) mirror(tx, endpoints, existing);
    else for (const slice of existing) tx.remove('endpointslices', slice.metadata.namespace ?? '', slice.metadata.name);
  }
  return tx.revision !== before;
}

function isMirrored({ metadata }: Endpoints, service: Service): boolean {
  return (
    Object.keys(service.spec.selector ?? {}).length === 0 &&
    metadata.labels?.[SKIP] !== 'true' &&
    metadata.annotations?.['control-plane.alpha.kubernetes.io/leader'] === undefined
  );
}

/** One slice for each set of ports and family, however many endpoints it holds. Source: reconcile (endpointslicemirroring). */
function mirror(tx: Transaction, endpoints: Endpoints, existing: readonly EndpointSlice[]): void {
  const { name, annotations } = endpoints.metadata;
  const labels = withEntries(endpoints.metadata.labels, { [MANAGED_BY]: CONTROLLER, [SERVICE_NAME]: name }) ?? {};
  const copied = withEntries(annotations, { [LAST_APPLIED]: undefined, [TRIGGER_TIME]: undefined }) ?? {};
  for (const family of ['IPv4', 'IPv6'] as const) {
    const remaining = existing.filter((slice) => slice.addressType === family);
    const plans = [...groupsOf(endpoints.subsets ?? [], family, tx.config)].map(([key, group]) => {
      const at = remaining.findIndex((slice) => portsKey(slice.ports ?? []) === key);
      return { group, own: at < 0 ? undefined : remaining.splice(at, 1)[0] };
    });
    for (const { group, own } of plans) {
      const reused = own ?? remaining.shift();
      const plan = { existing: reused, ports: group.ports, endpoints: inPlace(group, reused) };
      writeSlice(tx, { owner: endpoints, generateName: `${name}-`, labels, annotations: copied, family, plan });
    }
    for (const slice of remaining) tx.remove('endpointslices', slice.metadata.namespace ?? '', slice.metadata.name);
  }
}

/** The group's endpoints, those that the slice has already first and in its order. */
function inPlace({ endpoints }: PortGroup, slice: EndpointSlice | undefined): Endpoint[] {
  const rest = new Map(endpoints);
  const known = (slice?.endpoints ?? []).flatMap((old) => {
    const wanted = rest.get(identityOf(old));
    rest.delete(identityOf(old));
    return wanted ?? [];
  });
  return [...known, ...rest.values()].slice(0, PER_SUBSET);
}

function groupsOf(
  subsets: readonly EndpointSubset[],
  family: 'IPv4' | 'IPv6',
  config: ClusterConfig,
): Map<string, PortGroup> {
  const groups = new Map<string, PortGroup>();
  // Fixed in 1.20.8: before, whatever was mirrored counted as ready.
  const forgetsReadiness = !isAtLeast(config, 21);
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    const slicePorts = byGoHash(
      'discovery.EndpointPort',
      ports.map(
        ({ name = '', port, protocol = 'TCP', appProtocol }) =>
          compact({ name, port, protocol, appProtocol }) as EndpointPort,
      ),
      config,
    );
    const key = portsKey(slicePorts);
    const endpoints = [
      ...addresses.map((address) => mirroredEndpoint(address, true)),
      ...notReadyAddresses.map((address) => mirroredEndpoint(address, forgetsReadiness)),
    ];
    const fitting = endpoints
      .filter(({ addresses: [ip = ''] }) => ip.includes(':') === (family === 'IPv6'))
      .slice(0, PER_SUBSET);
    if (fitting.length === 0) continue;
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports: slicePorts, endpoints: new Map() }));
    for (const endpoint of fitting) {
      const known = group.endpoints.get(identityOf(endpoint));
      // Listed twice, it is as unready as anywhere.
      if (known?.conditions?.ready !== false) group.endpoints.set(identityOf(endpoint), endpoint);
    }
  }
  return groups;
}

function mirroredEndpoint({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return compact({ addresses: [ip], conditions: { ready }, hostname, nodeName, targetRef }) as Endpoint;
}
