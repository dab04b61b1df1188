import { isObject } from '../patch/json-value.ts';
import { FieldSet } from './field-set.ts';

/** One entry of `metadata.managedFields`, as the API writes it. */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  /** RFC 3339, whole seconds, UTC. Missing where a manager came to fields without changing one. */
  readonly time?: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: Record<string, unknown>;
  readonly subresource?: string;
}

/** Who owns what, and since when. */
export interface Manager {
  readonly name: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fields: FieldSet;
}

/** By identity (`managerId`): appliers are the same in every version, updaters are not. */
export type Managers = ReadonlyMap<string, Manager>;

export type Identity = Omit<Manager, 'fields' | 'time'>;

/** What two entries of one manager have in common (managedfields.BuildManagerIdentifier). */
export function managerId({ name, operation, apiVersion, subresource }: Identity): string {
  return JSON.stringify({
    manager: name,
    operation,
    ...(operation === 'Apply' ? {} : { apiVersion }),
    ...(subresource === undefined ? {} : { subresource }),
  });
}

/** Reads `metadata.managedFields`; undefined if it is not well-formed, an empty map if nothing is there. */
export function decodedManagers(entries: unknown): Managers | undefined {
  const managers = new Map<string, Manager>();
  if (entries === undefined || entries === null) return managers;
  if (!Array.isArray(entries)) return undefined;
  for (const entry of entries as unknown[]) {
    const manager = decodedManager(entry);
    if (!manager) return undefined;
    managers.set(managerId(manager), manager);
  }
  return managers;
}

function decodedManager(entry: unknown): Manager | undefined {
  if (!isObject(entry)) return undefined;
  const { manager: name, operation, apiVersion, time, fieldsType, fieldsV1, subresource } = entry;
  if (operation !== 'Apply' && operation !== 'Update') return undefined;
  if (typeof apiVersion !== 'string' || apiVersion === '' || fieldsType !== 'FieldsV1') return undefined;
  const fields = FieldSet.fromJson(fieldsV1 ?? {});
  if (!fields) return undefined;
  return {
    name: typeof name === 'string' ? name : '',
    operation,
    apiVersion,
    fields,
    ...(typeof time === 'string' ? { time } : {}),
    ...(typeof subresource === 'string' && subresource !== '' ? { subresource } : {}),
  };
}

/** As `metadata.managedFields`, in the API server's order: appliers first, then by time, name and version. */
export function encodedManagers(managers: Managers): ManagedFieldsEntry[] {
  const encoded = [...managers.values()].map(
    ({ name, operation, apiVersion, time, subresource, fields }): ManagedFieldsEntry => ({
      manager: name,
      operation,
      apiVersion,
      ...(time === undefined ? {} : { time }),
      fieldsType: 'FieldsV1',
      fieldsV1: fields.toJson(),
      ...(subresource === undefined ? {} : { subresource }),
    }),
  );
  return encoded.sort(
    (a, b) =>
      order(a.operation, b.operation) ||
      order(a.time ?? '', b.time ?? '') ||
      order(a.manager, b.manager) ||
      order(a.apiVersion, b.apiVersion) ||
      order(a.subresource ?? '', b.subresource ?? ''),
  );
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The entries without their times: what counts when asking whether a write changed anything. */
export function withoutTimes(entries: unknown): unknown {
  if (!Array.isArray(entries)) return entries;
  return (entries as unknown[]).map((entry) => {
    if (!isObject(entry)) return entry;
    const { time: _, ...rest } = entry;
    return rest;
  });
}
