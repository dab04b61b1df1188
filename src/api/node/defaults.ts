import { child, type Draft } from '../draft.ts';

/** Upstream's SetDefaults_NodeStatus: what can be allocated is the capacity, unless said otherwise. */
export function defaultNode(node: Draft): void {
  const status = child(node, 'status');
  const capacity = child(status, 'capacity');
  if (status && capacity) status['allocatable'] ??= { ...capacity };
}
