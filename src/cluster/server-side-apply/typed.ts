import { schemaOf, type FieldSchema, type StructSchema, type TypeSchema } from '../../api/schema.ts';
import type { TypeLibrary } from '../../api/schema-table.ts';
import { isObject, type JsonObject } from '../patch/json-value.ts';
import { keyElement, valueElement, type PathElement } from './path-element.ts';

/** How server-side apply sees a value: as one thing, as named parts, or as entries that have an identity. */
export type Typed =
  | { readonly kind: 'leaf' }
  | { readonly kind: 'struct'; readonly field: (name: string) => Typed | undefined }
  | { readonly kind: 'map'; readonly item: Typed }
  | { readonly kind: 'set' }
  | { readonly kind: 'keyed'; readonly keys: readonly string[]; readonly item: Typed };

const LEAF: Typed = { kind: 'leaf' };

const SET: Typed = { kind: 'set' };

/** How a kind's objects are seen; a kind without a schema is one single value. */
export function typedOf(kind: string): Typed {
  const schema = schemaOf(kind);
  return schema ? structTyped(schema.types, schema.root) : LEAF;
}

const structs = new WeakMap<StructSchema, Typed>();

function structTyped(types: TypeLibrary, struct: StructSchema): Typed {
  const known = structs.get(struct);
  if (known) return known;
  const fields = new Map<string, Typed>();
  const field = (name: string): Typed | undefined => {
    const found = fields.get(name);
    if (found) return found;
    const schema = struct.fields.get(name);
    if (!schema) return undefined;
    const typed = fieldTyped(types, schema);
    fields.set(name, typed);
    return typed;
  };
  const typed: Typed = struct.atomic ? LEAF : { kind: 'struct', field };
  structs.set(struct, typed);
  return typed;
}

function fieldTyped(types: TypeLibrary, { type, listType, listKeys }: FieldSchema): Typed {
  if (listType === 'atomic') return LEAF;
  if (type.kind !== 'list') return typeTyped(types, type);
  if (listType === 'set') return SET;
  return listType === 'map' ? { kind: 'keyed', keys: listKeys, item: typeTyped(types, type.item) } : LEAF;
}

function typeTyped(types: TypeLibrary, type: TypeSchema): Typed {
  if (type.kind === 'struct') return structTyped(types, types.struct(type.struct));
  return type.kind === 'map' ? { kind: 'map', item: typeTyped(types, type.item) } : LEAF;
}

/** Named parts of a value and how each of them is seen. */
export interface Parts {
  readonly value: JsonObject;
  readonly typed: (name: string) => Typed;
  /** A field of the type, not a key that somebody chose. */
  readonly isDeclared: (name: string) => boolean;
}

/** The named parts of structs and maps; undefined where the type has none. */
export function partsOf(typed: Typed, value: unknown): Parts | undefined {
  if (typed.kind !== 'struct' && typed.kind !== 'map') return undefined;
  if (typed.kind === 'map') {
    return { value: isObject(value) ? value : {}, typed: () => typed.item, isDeclared: () => false };
  }
  return {
    value: isObject(value) ? value : {},
    typed: (name) => typed.field(name) ?? LEAF,
    isDeclared: (name) => typed.field(name) !== undefined,
  };
}

export interface Entry {
  readonly element: PathElement;
  readonly value: unknown;
}

/** The entries of a list that have an identity, with it; undefined where the type is no such list. */
export function entriesOf(typed: Typed, value: unknown): readonly Entry[] | undefined {
  if (typed.kind !== 'set' && typed.kind !== 'keyed') return undefined;
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown): Entry[] => {
    const element = elementOf(typed, entry);
    return element === undefined ? [] : [{ element, value: entry }];
  });
}

/** What an entry is known by; undefined if it has nothing to be known by. */
export function elementOf(typed: Extract<Typed, { kind: 'set' | 'keyed' }>, entry: unknown): PathElement | undefined {
  if (typed.kind === 'keyed') return isObject(entry) ? keyElement(entry, typed.keys) : undefined;
  return typeof entry === 'object' ? undefined : valueElement(entry);
}

/** How the entries of a list are seen. */
export function itemTyped(typed: Typed): Typed {
  return typed.kind === 'keyed' ? typed.item : LEAF;
}

/** Missing, null, or without any part. */
export function isBare(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : typeof value === 'object' && Object.keys(value).length === 0;
}
