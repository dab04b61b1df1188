import type { PlannedEndpoint } from './service-plan.ts';

/** Which hints decide: none, or the endpoints hinted for this node or for this node's zone. */
export type TopologyMode = 'none' | 'zone-hints' | 'node-hints';

/** What hints are compared with: this node's name and its `topology.kubernetes.io/zone` label ('' for none). */
export interface TopologyView {
  readonly node: string;
  readonly zone: string;
}

/**
 * The mode that the hints of the ready endpoints allow. One ready endpoint without hints, or no endpoint hinted for here,
 * switches a mode off; node hints win over zone hints.
 * Source: topologyModeFromHints (pkg/proxy/topology.go), KEP-2433 and KEP-3015.
 */
export function topologyMode(endpoints: readonly PlannedEndpoint[], view: TopologyView): TopologyMode {
  let [allNode, allZone, forNode, forZone] = [true, true, false, false];
  for (const endpoint of endpoints) {
    if (!endpoint.ready) continue;
    if (endpoint.nodeHints.length === 0) allNode = false;
    else if (endpoint.nodeHints.includes(view.node)) forNode = true;
    if (endpoint.zoneHints.length === 0) allZone = false;
    else if (view.zone !== '' && endpoint.zoneHints.includes(view.zone)) forZone = true;
    if (!allNode && !allZone) return 'none';
  }
  if (allNode && forNode) return 'node-hints';
  return allZone && forZone ? 'zone-hints' : 'none';
}

/** Whether the mode admits the endpoint. */
export function admits(mode: TopologyMode, endpoint: PlannedEndpoint, view: TopologyView): boolean {
  if (mode === 'none') return true;
  return mode === 'node-hints' ? endpoint.nodeHints.includes(view.node) : endpoint.zoneHints.includes(view.zone);
}
