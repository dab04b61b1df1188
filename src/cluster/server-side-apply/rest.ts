import type { KubeObject, ObjectMeta } from '../../api/meta.ts';
import { isObject } from '../patch/json-value.ts';
import { allocated, givesAllocated } from './allocated.ts';
import { clientSideName, derivedManagers } from './derive.ts';
import { FieldSet } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import { setFields } from './managed-form.ts';
import { decodedManagers, managerId, type ManagedFieldsEntry, type Manager, type Managers } from './managers.ts';
import { ownable, withoutMeta } from './own-fields.ts';
import { typedOf } from './typed.ts';

/**
 * The short form of a record: an entry without fields, whose manager owns all that nobody else owns. A whole record is as long
 * as a Service, and hardly anybody asks for it. The short form is never shown: `managersOf` spells it out.
 */
export interface RestEntry {
  /** Missing: whoever `derivedManagers` finds. */
  readonly manager?: string;
  readonly operation: 'Update';
  readonly apiVersion: string;
  readonly time?: string;
  readonly fieldsType: 'Rest';
  /** What the manager set although the API server would have: a ClusterIP, a node port. */
  readonly fieldsV1?: Record<string, unknown>;
}

/** An entry of `metadata.managedFields` as it is stored. */
export type StoredEntry = ManagedFieldsEntry | RestEntry;

/** The short form's entry, if the record has one. */
export function restOf({ managedFields }: ObjectMeta): RestEntry | undefined {
  return (managedFields ?? []).find(isRest);
}

/** The other entries, those with all their fields; undefined if they are not well-formed. */
export function othersOf({ managedFields }: ObjectMeta): Managers | undefined {
  return decodedManagers(managedFields?.filter((entry) => !isRest(entry)));
}

function isRest(entry: unknown): entry is RestEntry {
  return isObject(entry) && entry['fieldsType'] === 'Rest';
}

/** The record of an object that somebody creates. None for what kubectl applies: its annotation says it all. */
export function createdRecord(
  object: KubeObject,
  manager: string,
  time: string,
  plural: string,
): RestEntry | undefined {
  if (manager === clientSideName(object)) return undefined;
  const given = givesAllocated(object, plural)
    ? fieldsOf(object, typedOf(object.kind)).intersection(allocated(setFields(object), plural))
    : new FieldSet();
  const { apiVersion } = object;
  const more = given.isEmpty() ? {} : { fieldsV1: given.toJson() };
  return { manager: manager || 'unknown', operation: 'Update', apiVersion, time, fieldsType: 'Rest', ...more };
}

/** Everybody who owns fields of a stored object, whatever form its record has. */
export function managersOf(live: KubeObject, plural: string): Managers {
  const others = othersOf(live.metadata);
  const rest = restOf(live.metadata);
  if (!rest) return others && others.size > 0 ? others : derivedManagers(live, plural);
  const taken = [...(others?.values() ?? [])].reduce((all, { fields }) => all.union(fields), new FieldSet());
  const found = new Map<string, Manager>();
  for (const [id, base] of basesOf(live, plural, rest)) {
    const fields = base.fields.difference(taken);
    if (!fields.isEmpty()) found.set(id, { ...base, fields });
  }
  for (const [id, other] of others ?? []) {
    const base = found.get(id);
    found.set(id, base ? { ...other, fields: base.fields.union(other.fields) } : other);
  }
  return found;
}

function basesOf(live: KubeObject, plural: string, rest: RestEntry): Managers {
  const { manager: name, operation, apiVersion, time, fieldsV1 } = rest;
  if (name === undefined) return derivedManagers(live, plural);
  const all = withoutMeta(ownable(setFields(live), plural));
  const given = FieldSet.fromJson(fieldsV1 ?? {}) ?? new FieldSet();
  const fields = all.without(allocated(all, plural).difference(given));
  const manager: Manager = { name, operation, apiVersion, fields, ...(time === undefined ? {} : { time }) };
  return new Map([[managerId(manager), manager]]);
}
