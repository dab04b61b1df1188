import { selectorText } from '../api/column.ts';
import { decodeObject } from '../api/decode.ts';
import { fields, number, type Fields } from '../api/go-value.ts';
import type { KubeObject } from '../api/meta.ts';
import type { ObjectRef } from './delete.ts';
import { getObject } from './list.ts';
import { badRequestError, conflictError } from './refusals.ts';
import { StatusError } from './status-error.ts';
import type { Transaction } from './transaction.ts';
import { resource } from '../api/resource.ts';
import { updateObject } from './update.ts';

/** autoscaling/v1 Scale of a workload. */
export function scaleOf({ metadata, ...object }: KubeObject): KubeObject {
  const spec = fields(object['spec']);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const selector = selectorText(spec['selector']);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: number(spec['replicas']) },
    status: {
      replicas: number(fields(object['status'])['replicas']),
      selector: selector === '<none>' ? '' : selector,
    },
  } as KubeObject;
}

/**
 * Gives a workload the replicas that `wanted` makes of its scale; returns the workload as stored. A resourceVersion in the scale must
 * be the stored one's. Behaviour: the ScaleREST of the API server's workloads. Throws StatusError.
 */
export function updateScale(
  tx: Transaction,
  { plural, namespace, name }: ObjectRef,
  wanted: (scale: KubeObject) => Fields,
  fieldManager?: string,
): KubeObject {
  const current = getObject(tx, plural, namespace, name);
  const { replicas, resourceVersion } = checked(wanted(scaleOf(current)));
  if (resourceVersion && resourceVersion !== current.metadata.resourceVersion) {
    throw conflictError(resource(plural), name);
  }
  return updateObject(
    tx,
    { ...current, spec: { ...fields(current['spec']), replicas } },
    { namespace, through: 'scale', ...(fieldManager === undefined ? {} : { fieldManager }) },
  );
}

function checked(scale: Fields): { readonly replicas: number; readonly resourceVersion: string } {
  const decoded = decodeObject(scale, 'Scale');
  if (decoded?.error !== undefined) {
    throw badRequestError(`Scale in version "v1" cannot be handled as a Scale: ${decoded.error}`);
  }
  const replicas = number(fields(scale['spec'])['replicas']);
  if (replicas < 0) {
    const message = `Invalid value: ${replicas}: must be greater than or equal to 0`;
    const { name } = fields(scale['metadata']);
    throw new StatusError(422, 'Invalid', `Scale.autoscaling "${String(name)}" is invalid: spec.replicas: ${message}`, {
      name: String(name),
      group: 'autoscaling',
      kind: 'Scale',
      causes: [{ reason: 'FieldValueInvalid', message, field: 'spec.replicas' }],
    });
  }
  const { resourceVersion } = fields(scale['metadata']);
  return { replicas, resourceVersion: typeof resourceVersion === 'string' ? resourceVersion : '' };
}
