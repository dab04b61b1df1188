import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Service } from '../../api/service/type.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import type { Context } from '../context.ts';
import {
  familiesOf,
  hasPods,
  HEADLESS,
  isHeadless,
  podIndex,
  servicesInScope,
  type IpFamily,
} from '../endpoints/service-pods.ts';
import type { LabelIndex } from '../selector.ts';
import { controllerOf, withEntries } from '../writes.ts';
import { desiredGroups, portsKey } from './desired.ts';
import { addHints } from './hints.ts';
import { pack, type PlannedSlice } from './packing.ts';
import { MANAGED_BY, managedSlices, SERVICE_NAME } from './service-slices.ts';
import { writeSlice } from './slice-write.ts';
import type { Touched } from '../scope.ts';

const CONTROLLER = 'endpointslice-controller.k8s.io';

/** Keeps the EndpointSlices of every Service with a selector (kube-controller-manager's endpointslice controller). */
export function runEndpointSlices(context: Context): boolean {
  const { tx, scope } = context;
  if (!scope.has('services', 'pods', 'endpointslices', 'nodes')) return false;
  const keys = servicesInScope(tx, scope, { plural: 'endpointslices', serviceKey: serviceKeys });
  if (keys.size === 0) return false;
  const before = tx.revision;
  let pods: LabelIndex<Pod> | undefined;
  for (const key of keys) {
    const service = tx.all('services').get(key) as Service | undefined;
    const existing = managedSlices(tx, CONTROLLER, key).filter(
      ({ metadata }) => metadata.deletionTimestamp === undefined,
    );
    if (service && hasPods(service)) syncService(context, service, (pods ??= podIndex(tx)), existing);
    else if (!service) for (const slice of existing) remove(tx, slice);
  }
  return tx.revision !== before;
}

function serviceKeys({ before, after }: Touched): string[] {
  return [before, after].flatMap((slice) => {
    const name = slice?.metadata.labels?.[SERVICE_NAME];
    return name === undefined ? [] : [`${slice?.metadata.namespace ?? ''}/${name}`];
  });
}

function syncService(
  context: Context,
  service: Service,
  pods: LabelIndex<Pod>,
  existing: readonly EndpointSlice[],
): void {
  const { tx } = context;
  const families = familiesOf(service, tx);
  const selected = pods.select(service.metadata.namespace ?? '', service.spec.selector ?? {});
  for (const slice of existing)
    if (!families.includes(slice.addressType as IpFamily) || !isOwned(slice, service)) remove(tx, slice);
  for (const family of families) {
    const own = existing.filter((slice) => slice.addressType === family && isOwned(slice, service));
    syncFamily(context, service, selected, own, family);
  }
}

/** Slices of an earlier Service of the same name are garbage. */
function isOwned(slice: EndpointSlice, service: Service): boolean {
  const owner = controllerOf(slice);
  return !owner || owner.uid === service.metadata.uid;
}

function syncFamily(
  context: Context,
  service: Service,
  selected: readonly Pod[],
  existing: readonly EndpointSlice[],
  family: IpFamily,
): void {
  const { tx } = context;
  const groups = desiredGroups(tx, service, selected, family);
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports ?? []);
    byPorts.set(key, [...(byPorts.get(key) ?? []), slice]);
  }
  const planned: PlannedSlice[] = [];
  const emptied: EndpointSlice[] = [];
  for (const [key, group] of groups) {
    const packing = pack(group, byPorts.get(key) ?? []);
    planned.push(...packing.kept);
    emptied.push(...packing.emptied);
    byPorts.delete(key);
  }
  for (const leftover of byPorts.values()) emptied.push(...leftover);
  if (planned.length === 0) {
    const placeholder = emptied.findIndex(
      (slice) => (slice.endpoints ?? []).length === 0 && (slice.ports ?? []).length === 0,
    );
    const kept = placeholder < 0 ? undefined : emptied.splice(placeholder, 1)[0];
    planned.push({ existing: kept, ports: [], endpoints: [] });
  }
  const reused = planned.map((plan): PlannedSlice => (plan.existing ? plan : { ...plan, existing: emptied.shift() }));
  for (const slice of emptied) remove(tx, slice);
  const labels = sliceLabels(service);
  for (const plan of addHints(context, service, reused, family)) {
    writeSlice(tx, { owner: service, generateName: `${service.metadata.name}-`, labels, family, plan });
  }
}

/** The Service's labels and those by which slices are found. */
function sliceLabels(service: Service): Record<string, string> {
  const own = {
    ...service.metadata.labels,
    [HEADLESS]: undefined,
    [MANAGED_BY]: CONTROLLER,
    [SERVICE_NAME]: service.metadata.name,
  };
  return (
    withEntries(undefined, { ...own, ...(isHeadless(service) ? { [HEADLESS]: '' } : {}) } as Record<string, string>) ??
    {}
  );
}

function remove(tx: Transaction, slice: EndpointSlice): void {
  tx.remove('endpointslices', slice.metadata.namespace ?? '', slice.metadata.name);
}
