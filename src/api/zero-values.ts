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

function structWithZeros(value: unknown, struct: StructSchema, schema: KindSchema): unknown {
  if (!isFields(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const field of struct.fields.values()) {
    const old = value[field.name];
    const next = old === undefined ? zeroOf(field, schema) : withZeros(old, field.type, schema);
    if (next !== old) (changed ??= { ...value })[field.name] = next;
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

function zeroOf({ type, always }: FieldSchema, schema: KindSchema): unknown {
  if (type.pointer) return undefined;
  if (type.kind === 'struct') return structWithZeros({}, schema.types.struct(type.struct), schema);
  if (!always) return undefined;
  switch (type.kind) {
    case 'list':
      return [];
    case 'map':
      return {};
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
      return 0;
    default:
      return undefined;
  }
}
