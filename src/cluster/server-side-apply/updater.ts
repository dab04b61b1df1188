import { sameJson } from '../../api/go-value.ts';
import type { JsonObject } from '../patch/json-value.ts';
import { compared, type Comparison } from './compare.ts';
import type { FieldSet } from './field-set.ts';
import { fieldsOf } from './fields-of.ts';
import { managerId, type Identity, type Manager, type Managers } from './managers.ts';
import { merged } from './merge.ts';
import { ownable, withoutMeta } from './own-fields.ts';
import { removed, withNamedFields } from './remove.ts';
import type { Typed } from './typed.ts';

/** A field that somebody else owns and the configuration would change. */
export interface FieldConflict {
  readonly manager: Manager;
  readonly path: readonly string[];
}

export interface Request {
  readonly typed: Typed;
  readonly plural: string;
  readonly identity: Identity;
  /** RFC 3339 */
  readonly time: string;
}

/** What an update (not an apply) makes of the managers: who changes a field owns it from then on (Updater.Update). */
export function updatedManagers(live: JsonObject, next: JsonObject, managers: Managers, request: Request): Managers {
  const { typed, plural, identity, time } = request;
  const comparison = ownableChange(compared(live, next, typed), plural, identity.subresource);
  const others = settled(managers, conflictsOf(managers, comparison), comparison);
  const changed = withoutMeta(comparison.modified.union(comparison.added));
  if (changed.isEmpty()) return others;
  const id = managerId(identity);
  const previous = others.get(id);
  const fields = previous ? changed.union(previous.fields) : changed;
  return capped(new Map([...others, [id, { ...identity, fields, time }]]));
}

export interface AppliedFields {
  /** The merged object; undefined where it is the live one. */
  readonly object: JsonObject | undefined;
  readonly managers: Managers;
  readonly conflicts: readonly FieldConflict[];
}

/**
 * Merges a configuration into the live object: fields that the manager applied before and no longer does go, unless somebody
 * else owns them (Updater.Apply). With conflicts and without `force` the result is not to be used.
 */
export function appliedFields(
  live: JsonObject,
  config: JsonObject,
  managers: Managers,
  request: Request & { readonly force: boolean },
): AppliedFields {
  const { typed, plural, identity, time, force } = request;
  const id = managerId(identity);
  const last = managers.get(id);
  const fields = ownable(fieldsOf(config, typed), plural, identity.subresource);
  const joined = merged(live, config, typed);
  const current = new Map([...managers, [id, { ...identity, fields }]]);
  const next = pruned(joined, current, last?.fields, typed) as JsonObject;
  const comparison = ownableChange(compared(live, next, typed), plural, identity.subresource);
  const others = new Map([...current].filter(([key]) => key !== id));
  const conflicting = conflictsOf(others, comparison);
  const conflicts = [...conflicting.keys()].sort().flatMap((key) => pathsOf(others.get(key), conflicting.get(key)));
  if (conflicts.length > 0 && !force) return { object: undefined, managers, conflicts };
  const kept = settled(others, conflicting, comparison);
  const isSame = sameJson(live, next);
  const since = isSame ? last?.time : time;
  const own = withoutMeta(fields);
  const mine: [string, Manager][] = own.isEmpty()
    ? []
    : [[id, { ...identity, fields: own, ...(since === undefined ? {} : { time: since }) }]];
  return { object: isSame ? undefined : next, managers: new Map([...kept, ...mine]), conflicts };
}

function pathsOf(manager: Manager | undefined, fields: FieldSet | undefined): FieldConflict[] {
  return manager && fields ? [...fields.paths()].map((path) => ({ manager, path })) : [];
}

function ownableChange(
  { added, modified, removed: gone }: Comparison,
  plural: string,
  subresource?: string,
): Comparison {
  const filter = (fields: FieldSet): FieldSet => ownable(fields, plural, subresource);
  return { added: filter(added), modified: filter(modified), removed: filter(gone) };
}

/** What of the others' fields was changed. */
function conflictsOf(managers: Managers, { added, modified }: Comparison): Map<string, FieldSet> {
  const changed = modified.union(added);
  const found = new Map<string, FieldSet>();
  for (const [id, { fields }] of managers) {
    const conflict = fields.intersection(changed);
    if (!conflict.isEmpty()) found.set(id, conflict);
  }
  return found;
}

/** The managers without the fields that they lost and those that are no longer there; who has none left is none. */
function settled(managers: Managers, lost: ReadonlyMap<string, FieldSet>, { removed: gone }: Comparison): Managers {
  const left = new Map<string, Manager>();
  for (const [id, manager] of managers) {
    const taken = lost.get(id);
    const fields = (taken ? manager.fields.difference(taken) : manager.fields).difference(gone);
    if (!fields.isEmpty()) left.set(id, { ...manager, fields });
  }
  return left;
}

/** Without what the manager applied last time, does not apply now, and nobody else owns (Updater.prune). */
function pruned(joined: unknown, managers: Managers, last: FieldSet | undefined, typed: Typed): unknown {
  if (!last || last.isEmpty()) return joined;
  const named = (fields: FieldSet): FieldSet => withNamedFields(fields, typed);
  const everything = named(fieldsOf(joined, typed));
  const owned = named([...managers.values()].map(({ fields }) => fields).reduce((all, fields) => all.union(fields)));
  const without = removed(joined, named(last), typed);
  const remaining = named(fieldsOf(without, typed));
  const backed = removed(joined, everything.difference(remaining.union(owned)), typed);
  const left = named(fieldsOf(backed, typed));
  return removed(joined, everything.difference(left).intersection(named(last)), typed);
}

const MOST_UPDATERS = 10;

/** No more than ten updaters: the oldest become one (capManagersManager). */
function capped(managers: Managers): Managers {
  const updaters = [...managers].filter(([, { operation }]) => operation === 'Update');
  if (updaters.length <= MOST_UPDATERS) return managers;
  const age = ([id, { time = '' }]: (typeof updaters)[number]): string => `${time} ${id}`;
  const oldest = updaters.sort((a, b) => (age(a) < age(b) ? -1 : 1)).slice(0, updaters.length - MOST_UPDATERS + 1);
  const left = new Map([...managers].filter(([id]) => !oldest.some(([gone]) => gone === id)));
  for (const [, { apiVersion, fields, time }] of oldest) {
    const identity: Identity = { name: 'ancient-changes', operation: 'Update', apiVersion };
    const known = left.get(managerId(identity));
    left.set(managerId(identity), {
      ...identity,
      fields: known ? known.fields.union(fields) : fields,
      ...(time === undefined ? {} : { time }),
    });
  }
  return left;
}
