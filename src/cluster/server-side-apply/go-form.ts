import { schemaOf, type FieldSchema, type KindSchema, type StructSchema, type TypeSchema } from '../../api/schema.ts';
import { isObject, own, put, type JsonObject } from '../patch/json-value.ts';

/**
 * The object as the API server's Go types write it: structs that are no pointers are there even when nothing is in them
 * (`resources: {}`), and so are fields without `omitempty`. Ownership is worked out on this form, so an empty struct that
 * gets its first field does not itself get a new owner. An undefined object gives what a new one has before anything is set.
 */
export function goForm(object: JsonObject | undefined, kind: string): JsonObject {
  const schema = schemaOf(kind);
  return schema ? structForm(schema, schema.root, object ?? {}) : (object ?? {});
}

function structForm(schema: KindSchema, struct: StructSchema, value: JsonObject): JsonObject {
  const made: JsonObject = { ...value };
  for (const field of struct.fields.values()) {
    const formed = fieldForm(schema, field, own(value, field.name));
    if (formed !== undefined) put(made, field.name, formed);
  }
  return made;
}

function fieldForm(schema: KindSchema, { type, always }: FieldSchema, value: unknown): unknown {
  if (value !== undefined && value !== null) return typeForm(schema, type, value);
  if (type.kind === 'struct' && !type.pointer) return structForm(schema, schema.types.struct(type.struct), {});
  if (value !== undefined || !always) return value;
  return type.pointer ? null : zero(type);
}

function typeForm(schema: KindSchema, type: TypeSchema, value: unknown): unknown {
  if (type.kind === 'struct') {
    return isObject(value) ? structForm(schema, schema.types.struct(type.struct), value) : value;
  }
  if (type.kind === 'list')
    return Array.isArray(value) ? value.map((item) => typeForm(schema, type.item, item)) : value;
  if (type.kind !== 'map' || !isObject(value)) return value;
  const made: JsonObject = {};
  for (const [key, item] of Object.entries(value)) put(made, key, typeForm(schema, type.item, item));
  return made;
}

function zero(type: TypeSchema): unknown {
  switch (type.kind) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'intOrString':
      return 0;
    default:
      return null;
  }
}
