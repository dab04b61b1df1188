import type { Endpoint, EndpointSlice } from '../../api/endpoint-slice/type.ts';
import { sameJson } from '../equality.ts';
import { identityOf, type PortGroup } from './desired.ts';

/** The kube-controller-manager's --max-endpoints-per-slice. */
export const SLICE_LIMIT = 100;

/** A slice as it is to be: an existing one with new content, or a new one. */
export interface PlannedSlice {
  readonly existing: EndpointSlice | undefined;
  readonly ports: PortGroup['ports'];
  endpoints: Endpoint[];
}

export interface Packing {
  readonly kept: PlannedSlice[];
  readonly emptied: EndpointSlice[];
}

/**
 * Spreads a group's endpoints over its existing slices and as few new ones as possible: endpoints stay where they are; slices
 * that change anyway are filled first, the fullest before the others; then an unchanged one that the rest fits into best;
 * then new ones (reconcileByPortMapping of k8s.io/endpointslice).
 */
export function pack(group: PortGroup, existing: readonly EndpointSlice[]): Packing {
  const rest = new Map(group.endpoints);
  const changed: PlannedSlice[] = [];
  const unchanged: PlannedSlice[] = [];
  const emptied: EndpointSlice[] = [];
  for (const slice of existing) {
    const endpoints: Endpoint[] = [];
    let isChanged = false;
    for (const old of slice.endpoints ?? []) {
      const identity = identityOf(old);
      const wanted = rest.get(identity);
      rest.delete(identity);
      if (!wanted || !sameJson({ ...old, hints: undefined }, { ...wanted, hints: undefined })) isChanged = true;
      if (wanted) endpoints.push(old.hints ? { ...wanted, hints: old.hints } : wanted);
    }
    if (endpoints.length === 0) emptied.push(slice);
    else (isChanged ? changed : unchanged).push({ existing: slice, ports: group.ports, endpoints });
  }
  const pending = [...rest.values()];
  for (const slice of changed.toSorted((a, b) => b.endpoints.length - a.endpoints.length)) {
    slice.endpoints.push(...pending.splice(0, SLICE_LIMIT - slice.endpoints.length));
  }
  const fitting = pending.length < SLICE_LIMIT ? bestFit(unchanged, pending.length) : undefined;
  fitting?.endpoints.push(...pending.splice(0));
  const fresh: PlannedSlice[] = [];
  while (pending.length > 0)
    fresh.push({ existing: undefined, ports: group.ports, endpoints: pending.splice(0, SLICE_LIMIT) });
  return { kept: [...changed, ...unchanged, ...fresh], emptied };
}

function bestFit(slices: readonly PlannedSlice[], count: number): PlannedSlice | undefined {
  if (count === 0) return undefined;
  let best: PlannedSlice | undefined;
  for (const slice of slices) {
    const size = slice.endpoints.length;
    if (size + count <= SLICE_LIMIT && size > (best?.endpoints.length ?? -1)) best = slice;
  }
  return best;
}
