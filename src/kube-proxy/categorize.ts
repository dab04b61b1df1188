import type { PlannedEndpoint, Selection } from './service-plan.ts';
import { admits, topologyMode, type TopologyView } from './topology.ts';
import type { Layout } from './version.ts';

export interface Categories {
  readonly cluster: readonly PlannedEndpoint[];
  readonly local: readonly PlannedEndpoint[];
  readonly reachable: readonly PlannedEndpoint[];
  readonly hasAnyEndpoint: boolean;
  readonly selection: Selection;
  readonly localSelection: Selection;
}

export interface Uses {
  readonly usesClusterEndpoints: boolean;
  readonly usesLocalEndpoints: boolean;
}

const NOBODY: readonly PlannedEndpoint[] = [];

/**
 * Who may serve cluster-policy traffic, who local-policy traffic, and whom either reaches. Where nobody is ready, endpoints
 * that terminate but still serve stand in: anywhere for the cluster list, on this node for the local one.
 * Source: CategorizeEndpoints (pkg/proxy/topology.go), KEP-1669, KEP-2086. Up to 1.20 there are ready endpoints alone.
 */
export function categorize(
  endpoints: readonly PlannedEndpoint[],
  uses: Uses,
  view: TopologyView,
  layout: Layout,
): Categories {
  if (layout === '1.20') return allOfThem(endpoints, uses);
  const cluster = uses.usesClusterEndpoints ? clusterList(endpoints, view) : undefined;
  const local = uses.usesLocalEndpoints ? localList(endpoints) : undefined;
  const clusterEndpoints = cluster?.list ?? NOBODY;
  const localEndpoints = local?.list ?? NOBODY;
  return {
    cluster: clusterEndpoints,
    local: localEndpoints,
    reachable: !local ? clusterEndpoints : !cluster ? localEndpoints : union(clusterEndpoints, localEndpoints),
    hasAnyEndpoint: clusterEndpoints.length > 0 || (local !== undefined && endpoints.some(usable)),
    selection: cluster?.selection ?? local?.selection ?? 'ready',
    localSelection: local?.selection ?? 'ready',
  };
}

/** 1.20 has ready endpoints only. */
function allOfThem(ready: readonly PlannedEndpoint[], uses: Uses): Categories {
  const local = uses.usesLocalEndpoints ? ready.filter((endpoint) => endpoint.isLocal) : NOBODY;
  const hasAnyEndpoint = ready.length > 0;
  return { cluster: ready, local, reachable: ready, hasAnyEndpoint, selection: 'ready', localSelection: 'ready' };
}

interface Chosen {
  readonly list: readonly PlannedEndpoint[];
  readonly selection: Selection;
}

function clusterList(endpoints: readonly PlannedEndpoint[], view: TopologyView): Chosen {
  const mode = topologyMode(endpoints, view);
  if (mode === 'none' && endpoints.every(isReady)) return { list: endpoints, selection: 'ready' };
  const ready = endpoints.filter((endpoint) => endpoint.ready && admits(mode, endpoint, view));
  if (ready.length > 0) return { list: ready, selection: mode === 'none' ? 'ready' : mode };
  const fallback = endpoints.filter(terminatingButServing);
  return { list: fallback, selection: fallback.length > 0 ? 'terminating-fallback' : 'ready' };
}

function localList(endpoints: readonly PlannedEndpoint[]): Chosen {
  const ready = endpoints.filter((endpoint) => endpoint.ready && endpoint.isLocal);
  if (ready.length > 0) return { list: ready, selection: 'ready' };
  const fallback = endpoints.filter((endpoint) => endpoint.isLocal && terminatingButServing(endpoint));
  return { list: fallback, selection: fallback.length > 0 ? 'terminating-fallback' : 'ready' };
}

/** Upstream leaves the order of a real union to chance; here it is the cluster list, then what only the local list has. */
function union(cluster: readonly PlannedEndpoint[], local: readonly PlannedEndpoint[]): readonly PlannedEndpoint[] {
  const known = new Set(cluster);
  const missing = local.filter((endpoint) => !known.has(endpoint));
  return missing.length === 0 ? cluster : [...cluster, ...missing];
}

function isReady(endpoint: PlannedEndpoint): boolean {
  return endpoint.ready;
}

function terminatingButServing(endpoint: PlannedEndpoint): boolean {
  return endpoint.serving && endpoint.terminating;
}

function usable(endpoint: PlannedEndpoint): boolean {
  return endpoint.ready || terminatingButServing(endpoint);
}
