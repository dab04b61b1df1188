import { zeroOf } from './decode.ts';
import { isFields } from './go-value.ts';
import type { KubeObject } from './meta.ts';
import type { FieldSchema, TypeSchema } from './schema-table.ts';
import { schemaOf, type KindSchema, type StructSchema } from './schema.ts';

/**
 * The object with the fields that are in each one the API server has read, be they empty: structs, and whatever is written even
 * where it says nothing. Lists among them are empty ones. Nothing else changes; of an object that lacks none, not even the
 * identity. Its values have to be of the right types (decodeObject tells). Source: encoding/json on the structs of k8s.io/api.
 */
export function withZeroValues<Kept extends KubeObject>(object: Kept, kind: string): Kept {
  const schema = schemaOf(kind);
  return schema ? (structWithZeros(object, schema.root, schema) as Kept) : object;
}

/** What a struct is never without. */
const lastingOf = new WeakMap<StructSchema, readonly FieldSchema[]>();

function structWithZeros(value: unknown, struct: StructSchema, schema: KindSchema): unknown {
  if (!isFields(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const name of Object.keys(value)) {
    const type = struct.fields.get(name)?.type;
    const next = type ? withZeros(value[name], type, schema) : value[name];
    if (next !== value[name]) (changed ??= { ...value })[name] = next;
  }
  for (const { name, type } of lasting(struct)) {
    if (value[name] === undefined) (changed ??= { ...value })[name] = filled(type, schema);
  }
  return changed ?? value;
}

function withZeros(value: unknown, type: TypeSchema, schema: KindSchema): unknown {
  if (type.kind === 'struct') return structWithZeros(value, schema.types.struct(type.struct), schema);
  if (type.kind === 'list' && Array.isArray(value) && mayLack(type.item)) {
    const items = value.map((item) => withZeros(item, type.item, schema));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (type.kind === 'map' && isFields(value) && mayLack(type.item)) {
    const entries = Object.entries(value).map(([key, item]) => [key, withZeros(item, type.item, schema)] as const);
    return entries.some(([key, item]) => item !== value[key]) ? Object.fromEntries(entries) : value;
  }
  return value;
}

/** Whether a value of the type can hold fields. */
function mayLack({ kind }: TypeSchema): boolean {
  return kind === 'struct' || kind === 'list' || kind === 'map';
}

function lasting(struct: StructSchema): readonly FieldSchema[] {
  let known = lastingOf.get(struct);
  if (!known) {
    const isLasting = ({ type, always }: FieldSchema): boolean =>
      !type.pointer && (type.kind === 'struct' || (always && !WITHOUT_ZERO.has(type.kind)));
    lastingOf.set(struct, (known = [...struct.fields.values()].filter(isLasting)));
  }
  return known;
}

/** Times are null where they say nothing; what a port or an amount stands for where it is not given, its reader knows. */
const WITHOUT_ZERO: ReadonlySet<TypeSchema['kind']> = new Set([
  'time',
  'microTime',
  'bytes',
  'any',
  'quantity',
  'intOrString',
]);

function filled(type: TypeSchema, schema: KindSchema): unknown {
  if (type.kind === 'struct') return structWithZeros({}, schema.types.struct(type.struct), schema);
  return type.kind === 'list' ? [] : type.kind === 'map' ? {} : zeroOf(type);
}
