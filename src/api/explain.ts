import { WORKLOAD_DESCRIPTIONS } from './deployment/descriptions.ts';
import { ENDPOINT_SLICE_DESCRIPTIONS } from './endpoint-slice/descriptions.ts';
import { META_DESCRIPTIONS } from './meta-descriptions.ts';
import { NETWORK_POLICY_DESCRIPTIONS } from './network-policy/descriptions.ts';
import { POD_DESCRIPTIONS } from './pod/descriptions.ts';
import type { TypeSchema } from './schema-table.ts';
import { schemaOf, structOf, type FieldSchema, type KindSchema, type StructSchema } from './schema.ts';
import { SERVICE_DESCRIPTIONS } from './service/descriptions.ts';

/** Sentences by `Struct` or `Struct.field`. Our own words: nothing here is taken from upstream's documentation. */
export type Descriptions = Readonly<Record<string, string>>;

const TABLES: readonly Descriptions[] = [
  META_DESCRIPTIONS,
  SERVICE_DESCRIPTIONS,
  ENDPOINT_SLICE_DESCRIPTIONS,
  POD_DESCRIPTIONS,
  WORKLOAD_DESCRIPTIONS,
  NETWORK_POLICY_DESCRIPTIONS,
];

/** One field as `kubectl explain` lists it. */
export interface ExplainedField {
  readonly name: string;
  /** `[]ServicePort`, `string`, `map[string]string` */
  readonly type: string;
  readonly required: boolean;
  /** Sorted; empty if any value will do. */
  readonly values: readonly string[];
  /** '' where nothing is known: kubectl prints `<empty>`. */
  readonly description: string;
  /** Fields of the objects it holds, sorted by name; empty for plain values. */
  readonly fields: () => readonly ExplainedField[];
}

export interface Explanation {
  readonly kind: string;
  /** The field that the path leads to; undefined for the kind itself. */
  readonly field: ExplainedField | undefined;
  /** Of the field and, where it holds objects, of their type. */
  readonly descriptions: readonly string[];
  readonly fields: readonly ExplainedField[];
}

/**
 * What there is to say of a kind or of the field at a path of JSON names. Throws RangeError, with the field's name as its
 * message, if there is no such field; undefined for a kind without a schema.
 */
export function explained(kind: string, path: readonly string[]): Explanation | undefined {
  const schema = schemaOf(kind);
  if (!schema) return undefined;
  let struct: StructSchema | undefined = schema.root;
  let field: ExplainedField | undefined;
  for (const name of path) {
    const found: FieldSchema | undefined = struct?.fields.get(name);
    if (!found || !struct) throw new RangeError(name);
    field = explainedField(schema, struct, found);
    struct = structOf(schema, found);
  }
  const ofType = struct ? describe(struct.name) : '';
  return {
    kind,
    field,
    descriptions: [field?.description ?? '', ofType].filter((text) => text !== ''),
    fields: struct ? fieldsOf(schema, struct) : [],
  };
}

function fieldsOf(schema: KindSchema, struct: StructSchema): ExplainedField[] {
  return [...struct.fields.values()]
    .map((field) => explainedField(schema, struct, field))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function explainedField(schema: KindSchema, struct: StructSchema, field: FieldSchema): ExplainedField {
  return {
    name: field.name,
    type: explainType(field.type),
    required: field.required,
    values: valuesOf(field.type),
    description: describe(`${struct.name}.${field.name}`) || describe(`TypeMeta.${field.name}`),
    fields: () => {
      const inner = structOf(schema, field);
      return inner ? fieldsOf(schema, inner) : [];
    },
  };
}

/** Our sentence about a struct (`ServiceSpec`) or a field of one (`ServiceSpec.ports`); '' where there is none. */
export function describe(name: string): string {
  for (const table of TABLES) if (Object.hasOwn(table, name)) return table[name] ?? '';
  return '';
}

function valuesOf(type: TypeSchema): readonly string[] {
  if (type.kind === 'list' || type.kind === 'map') return valuesOf(type.item);
  return type.kind === 'string' ? [...(type.values ?? [])].sort() : [];
}

/** A type in OpenAPI's words: `string`, `integer`, `[]ServicePort`, `map[string]string`. */
export function explainType(type: TypeSchema): string {
  switch (type.kind) {
    case 'struct':
      return type.struct;
    case 'list':
      return `[]${explainType(type.item)}`;
    case 'map':
      return `map[string]${explainType(type.item)}`;
    case 'bool':
      return 'boolean';
    case 'int32':
    case 'int64':
      return 'integer';
    case 'time':
      return 'Time';
    case 'microTime':
      return 'MicroTime';
    case 'quantity':
      return 'Quantity';
    case 'intOrString':
      return 'IntOrString';
    case 'any':
      return type.goName.slice(type.goName.indexOf('.') + 1);
    default:
      return 'string';
  }
}
