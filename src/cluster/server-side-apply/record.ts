import { sameJson } from '../../api/go-value.ts';
import type { KubeObject } from '../../api/meta.ts';
import { allocated } from './allocated.ts';
import { clientSideName } from './derive.ts';
import { FieldSet } from './field-set.ts';
import { managedForm } from './managed-form.ts';
import { decodedManagers, encodedManagers, managerId, withoutTimes, type Identity, type Managers } from './managers.ts';
import { othersOf, restOf, type RestEntry, type StoredEntry } from './rest.ts';
import { shownManagers } from './shown.ts';
import { typedOf } from './typed.ts';
import { updatedManagers, type Request } from './updater.ts';

/** Who writes: `kubectl-client-side-apply`, `kubectl-create` ..., and through which subresource. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
}

/**
 * The managedFields of an object after an ordinary write (create, update, patch). `before` is the stored object, undefined
 * for a create; `after` is what is to be stored, with defaults, without what the API server allocates by itself. `time` is
 * RFC 3339. A record that has its short form keeps it. Source: managedfields' FieldManager.Update.
 */
export function recordUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  { manager, subresource }: Writer,
  time: string,
  plural: string,
): StoredEntry[] {
  const { kind, apiVersion } = after;
  const identity: Identity = {
    name: manager || 'unknown',
    operation: 'Update',
    apiVersion,
    ...(subresource === undefined ? {} : { subresource }),
  };
  const request: Request = { typed: typedOf(kind), plural, time, identity };
  const written = (managers: Managers): Managers =>
    updatedManagers(managedForm(before, kind), managedForm(after, kind), managers, request);
  const asked = askedManagers(before, after, plural);
  const rest = before && restOf(before.metadata);
  if (asked) return encodedManagers(written(asked));
  const others = (before && othersOf(before.metadata)) ?? NOBODY;
  if (!before || (!rest && others.size > 0)) return encodedManagers(written(others));
  return shortRecord(before, rest, others, written, plural);
}

const NOBODY: Managers = new Map();

/** The record that a request brings along, if it is another than it was shown. */
function askedManagers(before: KubeObject | undefined, after: KubeObject, plural: string): Managers | undefined {
  const { managedFields } = after.metadata;
  if (!managedFields?.length || sameJson(managedFields, before?.metadata.managedFields)) return undefined;
  const asked = decodedManagers(managedFields);
  if (!asked || asked.size === 0) return undefined;
  const isShown = before && sameJson(withoutTimes(managedFields), withoutTimes(shownManagers(before, plural)));
  return isShown ? undefined : asked;
}

/** The short form: what its manager changes needs no entry, only a new time. */
function shortRecord(
  before: KubeObject,
  rest: RestEntry | undefined,
  others: Managers,
  written: (managers: Managers) => Managers,
  plural: string,
): StoredEntry[] {
  const { apiVersion } = before;
  const name = rest?.manager ?? clientSideName(before);
  if (name === undefined || !rest) return withRest(rest, apiVersion, without(written(others), name, apiVersion));
  const owner: Identity = { name, operation: 'Update', apiVersion };
  const given = FieldSet.fromJson(rest.fieldsV1 ?? {}) ?? new FieldSet();
  const next = written(new Map([...others, [managerId(owner), { ...owner, fields: given, ...timeOf(rest) }]]));
  const own = next.get(managerId(owner));
  const kept = own?.fields.intersection(allocated(own.fields, plural)) ?? new FieldSet();
  const { fieldsV1: _, ...entry } = { ...rest, ...timeOf(own ?? rest) };
  const base: RestEntry = kept.isEmpty() ? entry : { ...entry, fieldsV1: kept.toJson() };
  return [base, ...encodedManagers(without(next, name, apiVersion))];
}

/** An owner that the object itself tells of is noted only if there are others. */
function withRest(rest: RestEntry | undefined, apiVersion: string, others: Managers): StoredEntry[] {
  if (others.size === 0) return [];
  return [rest ?? { operation: 'Update', apiVersion, fieldsType: 'Rest' }, ...encodedManagers(others)];
}

function without(managers: Managers, name: string | undefined, apiVersion: string): Managers {
  const id = name === undefined ? undefined : managerId({ name, operation: 'Update', apiVersion });
  return new Map([...managers].filter(([key]) => key !== id));
}

function timeOf({ time }: { readonly time?: string }): { readonly time?: string } {
  return time === undefined ? {} : { time };
}
