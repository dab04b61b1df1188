import { put, type JsonObject } from '../patch/json-value.ts';
import { FieldSet } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import { elementOf, itemTyped, partsOf, type Typed } from './typed.ts';

/** The value without the fields and entries of the set; undefined if nothing is left of it (typed.RemoveItems). */
export function removed(value: unknown, set: FieldSet, typed: Typed): unknown {
  if (typed.kind === 'leaf') return typeof value === 'object' && value !== null ? undefined : value;
  if (typeof value !== 'object' || value === null) return value;
  const parts = partsOf(typed, value);
  if (parts) {
    const made: JsonObject = {};
    for (const [name, part] of Object.entries(parts.value)) {
      const element = fieldElement(name);
      if (part === undefined || set.has([element])) continue;
      const below = set.below(element);
      const left = below.isEmpty() ? part : removed(part, below, parts.typed(name));
      put(made, name, left ?? null);
    }
    return Object.keys(made).length > 0 ? made : undefined;
  }
  if (!Array.isArray(value) || (typed.kind !== 'set' && typed.kind !== 'keyed')) return value;
  const left = value.flatMap((entry: unknown): unknown[] => {
    const element = elementOf(typed, entry);
    if (element === undefined) return [entry];
    if (set.has([element])) return [];
    const below = set.below(element);
    return [below.isEmpty() ? entry : (removed(entry, below, itemTyped(typed)) ?? null)];
  });
  return left.length > 0 ? left : undefined;
}

/** The set with every field of a struct that leads to one of its paths (Set.EnsureNamedFieldsAreMembers). */
export function withNamedFields(set: FieldSet, typed: Typed): FieldSet {
  return set.mapped<Typed | undefined>(typed, (known, element, member) => {
    if (!known) return [member, undefined];
    if (!element.startsWith('f:')) return [member, known.kind === 'keyed' ? known.item : undefined];
    const name = element.slice(2);
    if (known.kind === 'map') return [member, known.item];
    const field = known.kind === 'struct' ? known.field(name) : undefined;
    return [member || field !== undefined, field];
  });
}
