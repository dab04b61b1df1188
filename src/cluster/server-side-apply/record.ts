import type { KubeObject } from '../../api/meta.ts';
import type { JsonObject } from '../patch/json-value.ts';
import { goForm } from './go-form.ts';
import { decodedManagers, encodedManagers, managerId, type ManagedFieldsEntry, type Managers } from './managers.ts';
import { typedOf } from './typed.ts';
import { updatedManagers } from './updater.ts';

/** Who writes: `kubectl-client-side-apply`, `kubectl-create` ..., and through which subresource. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
}

/**
 * The managedFields of an object after an ordinary write (create, update, patch). `before` is the stored object, undefined
 * for a create; `after` is what is to be stored, with defaults, without what the API server allocates by itself. `time` is
 * RFC 3339. Source: managedfields' FieldManager.Update.
 */
export function recordUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  { manager, subresource }: Writer,
  time: string,
  plural: string,
): ManagedFieldsEntry[] {
  const own = decodedManagers(after.metadata.managedFields);
  const managers = own && own.size > 0 ? own : (decodedManagers(before?.metadata.managedFields) ?? NOBODY);
  const { kind, apiVersion } = after;
  return encodedManagers(
    updatedManagers(managedForm(before, kind), managedForm(after, kind), managers, {
      typed: typedOf(kind),
      plural,
      time,
      identity: {
        name: manager || 'unknown',
        operation: 'Update',
        apiVersion,
        ...(subresource === undefined ? {} : { subresource }),
      },
    }),
  );
}

const NOBODY: Managers = new Map();

/** The object as ownership sees it: in Go's form, without what is written about ownership. */
export function managedForm(object: KubeObject | undefined, kind: string): JsonObject {
  if (!object) return goForm(undefined, kind);
  const { managedFields: _, ...metadata } = object.metadata;
  return goForm({ ...object, metadata }, kind);
}

/** kubectl's names of client-side writers become the server-side one's (client-go's csaupgrade). */
export function migratedManagers(managers: Managers, clientSide: readonly string[], applier: string): Managers {
  let current = [...managers];
  for (const name of clientSide) {
    const isClient = ([, entry]: (typeof current)[number]): boolean =>
      entry.name === name && entry.operation === 'Update' && entry.subresource === undefined;
    const clients = current.filter(isClient);
    const known = current.find(
      ([, entry]) => entry.name === applier && entry.operation === 'Apply' && entry.subresource === undefined,
    );
    const target = (known ?? clients[0])?.[1];
    if (!target || clients.length === 0) continue;
    const same = clients.find(([, { apiVersion }]) => apiVersion === target.apiVersion)?.[1];
    const next = {
      ...target,
      name: applier,
      operation: 'Apply' as const,
      fields: same ? target.fields.union(same.fields) : target.fields,
    };
    const id = managerId(next);
    current = [...current.filter((entry) => !isClient(entry) && entry[0] !== id), [id, next]];
  }
  return new Map(current);
}
