import type { Endpoint } from '../../api/endpoint-slice/type.ts';
import { sameJson } from '../equality.ts';
import type { PlannedSlice } from './packing.ts';

/** How far an endpoint may be overloaded before hints are given up. */
const OVERLOAD = 0.2;

export type Allocation = { readonly slices: PlannedSlice[] } | { readonly problem: string };

interface Share {
  readonly minimum: number;
  readonly maximum: number;
  readonly desired: number;
}

/**
 * Shares the ready endpoints out among zones in proportion to their CPUs: each is hinted for its own zone first, then zones
 * that have more than their share give to those that have less. Zones are taken in the order of their names (upstream: in
 * random order). Source: TopologyCache.AddHints of k8s.io/endpointslice.
 */
export function allocate(
  slices: readonly PlannedSlice[],
  cpuShares: ReadonlyMap<string, number> | undefined,
): Allocation {
  const total = slices.reduce((sum, { endpoints }) => sum + endpoints.filter(isReadyEndpoint).length, 0);
  const shares = sharesOf(total, cpuShares);
  if (typeof shares === 'string') return { problem: shares };
  const given = new Map<string, number>();
  const settled = slices.map((slice) => keepsHints(slice, shares, given));
  const result = slices.map((slice, i) => (settled[i] ? slice : { ...slice, endpoints: [...slice.endpoints] }));
  const open = result.filter((_, i) => !settled[i]);
  for (const slice of open) {
    for (const [i, endpoint] of slice.endpoints.entries()) {
      if (!isReadyEndpoint(endpoint)) slice.endpoints[i] = hinted(endpoint, undefined);
      else if (!endpoint.zone) return { problem: 'One or more endpoints do not have a zone specified' };
      else {
        given.set(endpoint.zone, (given.get(endpoint.zone) ?? 0) + 1);
        slice.endpoints[i] = hinted(endpoint, endpoint.zone);
      }
    }
  }
  redistribute(open, exchange(shares, given));
  return { slices: result };
}

function sharesOf(total: number, cpuShares: ReadonlyMap<string, number> | undefined): Map<string, Share> | string {
  if (!cpuShares) return 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes';
  const counts = `(${total} endpoints, ${cpuShares.size} zones)`;
  if (cpuShares.size > total) return `Insufficient number of endpoints ${counts}`;
  const entries = [...cpuShares].map(([zone, ratio]) => {
    const minimum = Math.ceil(ratio * total * (1 / (1 + OVERLOAD)));
    return { zone, minimum, desired: Math.max(ratio * total, minimum) };
  });
  const spare = total - entries.reduce((sum, { minimum }) => sum + minimum, 0);
  if (spare < 0)
    return `Unable to allocate minimum required endpoints to each zone without exceeding overload threshold ${counts}`;
  return new Map(entries.map(({ zone, minimum, desired }) => [zone, { minimum, desired, maximum: minimum + spare }]));
}

/** Whether an existing slice that does not change can keep its hints; those it keeps are added to `given`. */
function keepsHints(
  { existing, endpoints }: PlannedSlice,
  shares: ReadonlyMap<string, Share>,
  given: Map<string, number>,
): boolean {
  if (!existing || !sameJson(existing.endpoints ?? [], endpoints)) return false;
  const hints = new Map<string, number>();
  for (const endpoint of endpoints.filter(isReadyEndpoint)) {
    const zones = endpoint.hints?.forZones ?? [];
    if (zones.length === 0 || zones.some(({ name }) => !shares.has(name))) return false;
    for (const { name } of zones) hints.set(name, (hints.get(name) ?? 0) + 1);
  }
  for (const [zone, count] of hints)
    if (count + (given.get(zone) ?? 0) > (shares.get(zone)?.maximum ?? 0)) return false;
  for (const [zone, count] of hints) given.set(zone, (given.get(zone) ?? 0) + count);
  return true;
}

interface Exchange {
  readonly giving: Map<string, number>;
  readonly receiving: Map<string, number>;
}

/** How many endpoints each zone gives away, and how many each gets. */
function exchange(shares: ReadonlyMap<string, Share>, given: ReadonlyMap<string, number>): Exchange {
  const surplus = new Map<string, number>();
  const want = new Map<string, number>();
  for (const [zone, { desired }] of shares) {
    const difference = (given.get(zone) ?? 0) - desired;
    if (difference > 0) surplus.set(zone, difference);
    else if (difference < 0) want.set(zone, -difference);
  }
  const result: Exchange = { giving: new Map(), receiving: new Map() };
  for (;;) {
    const [giver, toGive] = most(surplus);
    const [receiver, toGet] = most(want);
    if (giver === '' || receiver === '' || (toGive < 1 && toGet < 1) || toGive < 0.5 || toGet < 0.5) return result;
    result.giving.set(giver, (result.giving.get(giver) ?? 0) + 1);
    result.receiving.set(receiver, (result.receiving.get(receiver) ?? 0) + 1);
    surplus.set(giver, toGive - 1);
    want.set(receiver, toGet - 1);
  }
}

function redistribute(slices: readonly PlannedSlice[], { giving, receiving }: Exchange): void {
  for (const slice of slices) {
    for (const [i, endpoint] of slice.endpoints.entries()) {
      if (!isReadyEndpoint(endpoint) || !endpoint.zone) continue;
      const toGive = giving.get(endpoint.zone) ?? 0;
      const receiver = [...receiving].find(([, count]) => count > 0);
      if (toGive === 0 || !receiver) continue;
      slice.endpoints[i] = hinted(endpoint, receiver[0]);
      giving.set(endpoint.zone, toGive - 1);
      receiving.set(receiver[0], receiver[1] - 1);
    }
  }
}

function most(zones: ReadonlyMap<string, number>): readonly [zone: string, count: number] {
  let best: readonly [string, number] = ['', 0];
  for (const [zone, count] of zones) if (count > best[1]) best = [zone, count];
  return best;
}

function isReadyEndpoint(endpoint: Endpoint): boolean {
  return endpoint.conditions?.ready === true;
}

function hinted(endpoint: Endpoint, zone: string | undefined): Endpoint {
  const { hints: _, ...bare } = endpoint;
  return zone === undefined ? bare : { ...bare, hints: { forZones: [{ name: zone }] } };
}
