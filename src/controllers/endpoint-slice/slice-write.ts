import type { EndpointSlice } from '../../api/endpoint-slice/type.ts';
import type { KubeObject } from '../../api/meta.ts';
import type { Transaction } from '../../cluster/transaction.ts';
import { TRIGGER_TIME } from '../endpoints/service-pods.ts';
import { sameJson } from '../equality.ts';
import { generatedName } from '../names.ts';
import { controllerReference, create } from '../writes.ts';
import type { PlannedSlice } from './packing.ts';

export interface SliceWrite {
  /** The Service, or the Endpoints object that is mirrored. */
  readonly owner: KubeObject;
  readonly generateName: string;
  readonly labels: Record<string, string>;
  /** Exactly these. Absent: what the slice has, and when it was changed last. */
  readonly annotations?: Record<string, string>;
  readonly family: 'IPv4' | 'IPv6';
  readonly plan: PlannedSlice;
}

/** Stores the planned slice unless it already is so. Empty lists are stored as null, as the API server returns them. */
export function writeSlice(
  tx: Transaction,
  { owner, generateName, labels, annotations, family, plan }: SliceWrite,
): void {
  const { existing } = plan;
  const content = {
    endpoints: plan.endpoints.length > 0 ? plan.endpoints : null,
    ports: plan.ports.length > 0 ? [...plan.ports] : null,
  };
  const same =
    existing !== undefined &&
    sameJson(existing.endpoints ?? null, content.endpoints) &&
    sameJson(existing.ports ?? null, content.ports) &&
    sameJson(existing.metadata.labels, labels) &&
    (annotations === undefined || sameJson(existing.metadata.annotations ?? {}, annotations));
  if (same) return;
  const stamped = annotations ?? { ...existing?.metadata.annotations, [TRIGGER_TIME]: tx.timestamp() };
  const shape = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: family, ...content } as const;
  if (existing) {
    const generation = (existing.metadata.generation ?? 1) + 1;
    const metadata = { ...existing.metadata, annotations: stamped, labels, generation };
    tx.put('endpointslices', { ...shape, metadata } satisfies EndpointSlice);
    return;
  }
  const namespace = owner.metadata.namespace ?? '';
  create(tx, 'endpointslices', {
    ...shape,
    metadata: {
      name: generatedName(tx, 'endpointslices', namespace, generateName),
      generateName,
      namespace,
      generation: 1,
      labels,
      annotations: stamped,
      ownerReferences: [controllerReference(owner)],
    },
  } satisfies EndpointSlice);
}
