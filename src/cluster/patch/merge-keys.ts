import { schemaOf, structOf, type KindSchema, type StructSchema } from '../../api/schema.ts';

/**
 * How strategic merge patches treat a field: the `patchStrategy` and `patchMergeKey` tags of the API types, as the schema has
 * them. What has none is replaced as a whole.
 */
export interface Shape {
  /** Lists of objects that are merged by this key; '' for lists of plain values merged as a set. */
  readonly mergeKey?: string;
  /** `$retainKeys`: the patch names all keys that stay. */
  readonly retainKeys?: boolean;
  readonly schema?: KindSchema;
  /** Of the object, or of the list's entries. */
  readonly struct?: StructSchema;
}

/** The shape of a kind's objects. */
export function shapeOf(kind: string): Shape {
  const schema = schemaOf(kind);
  return schema ? { schema, struct: schema.root } : {};
}

/** The shape of one field; undefined where nothing is known of it. */
export function fieldShape(shape: Shape | undefined, name: string): Shape | undefined {
  const field = shape?.struct?.fields.get(name);
  if (!field || !shape?.schema) return undefined;
  const struct = structOf(shape.schema, field);
  return {
    schema: shape.schema,
    retainKeys: field.retainKeys,
    ...(field.mergeKey === undefined ? {} : { mergeKey: field.mergeKey }),
    ...(struct ? { struct } : {}),
  };
}
