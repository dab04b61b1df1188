import { describe } from '../../../api/explain.ts';
import {
  schemaOf,
  type FieldSchema,
  type KindSchema,
  type StructSchema,
  type TypeSchema,
} from '../../../api/schema.ts';
import { META_TYPES } from '../../../api/meta-schema.ts';
import type { Resource } from '../../../api/resource.ts';

type Schema = Record<string, unknown>;

const META = 'io.k8s.apimachinery.pkg.apis.meta.v1';
const PLAIN: Readonly<Record<string, readonly [name: string, schema: Schema]>> = {
  time: [`${META}.Time`, { type: 'string', format: 'date-time' }],
  microTime: [`${META}.MicroTime`, { type: 'string', format: 'date-time' }],
  quantity: ['io.k8s.apimachinery.pkg.api.resource.Quantity', { oneOf: [{ type: 'string' }, { type: 'number' }] }],
  intOrString: [
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
    { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  ],
};

/** Collects the schemas of a document: each struct once, by its name. */
export class SchemaCollection {
  readonly schemas: Record<string, Schema> = {};
  readonly #group: string;

  /** `group` is the first part of the API group's name: `core`, `apps`, `discovery`. */
  constructor(group: string) {
    this.#group = group;
  }

  /** Adds a kind and all that it is made of; returns the name of its schema. */
  add(of: Resource): string {
    const schema = schemaOf(of.kind);
    if (!schema) return '';
    const name = this.#struct(schema, schema.root);
    const gvk = { group: of.group, kind: of.kind, version: of.version };
    const found = this.schemas[name];
    if (found) {
      found['x-kubernetes-group-version-kind'] = [gvk];
    }
    return name;
  }

  #struct(schema: KindSchema, struct: StructSchema): string {
    const name = Object.hasOwn(META_TYPES, struct.name)
      ? `${META}.${struct.name}`
      : `io.k8s.api.${this.#group}.v1.${struct.name}`;
    if (Object.hasOwn(this.schemas, name)) return name;
    const properties: Record<string, Schema> = {};
    const sentence = describe(struct.name);
    const written: Schema = { ...(sentence === '' ? {} : { description: sentence }), type: 'object' };
    this.schemas[name] = written;
    const required: string[] = [];
    for (const field of struct.fields.values()) {
      properties[field.name] = this.#field(schema, struct, field);
      if (field.required) required.push(field.name);
    }
    written['properties'] = properties;
    if (required.length > 0) written['required'] = required;
    if (struct.atomic) written['x-kubernetes-map-type'] = 'atomic';
    return name;
  }

  #field(schema: KindSchema, struct: StructSchema, field: FieldSchema): Schema {
    const written = this.#type(schema, field.type);
    const isRef = '$ref' in written;
    const sentence = describe(`${struct.name}.${field.name}`) || describe(`TypeMeta.${field.name}`);
    return {
      ...(sentence === '' ? {} : { description: sentence }),
      ...(isRef ? { allOf: [written], default: {} } : written),
      ...(field.listType === undefined ? {} : listKind(field)),
      ...(field.mergeKey === undefined
        ? {}
        : {
            'x-kubernetes-patch-strategy': 'merge',
            ...(field.mergeKey === '' ? {} : { 'x-kubernetes-patch-merge-key': field.mergeKey }),
          }),
    };
  }

  #type(schema: KindSchema, type: TypeSchema): Schema {
    const plain = PLAIN[type.kind];
    if (plain) {
      this.schemas[plain[0]] = plain[1];
      return { $ref: `#/components/schemas/${plain[0]}` };
    }
    switch (type.kind) {
      case 'struct':
        return { $ref: `#/components/schemas/${this.#struct(schema, schema.types.struct(type.struct))}` };
      case 'list':
        return { type: 'array', items: this.#type(schema, type.item) };
      case 'map':
        return { type: 'object', additionalProperties: this.#type(schema, type.item) };
      case 'bool':
        return { type: 'boolean' };
      case 'int32':
      case 'int64':
        return { type: 'integer', format: type.kind };
      case 'bytes':
        return { type: 'string', format: 'byte' };
      case 'string':
        return { type: 'string', ...(type.values ? { enum: [...type.values].sort() } : {}) };
      default: {
        const name = `${META}.${type.goName.slice(type.goName.indexOf('.') + 1)}`;
        this.schemas[name] = { type: 'object' };
        return { $ref: `#/components/schemas/${name}` };
      }
    }
  }
}

function listKind(field: FieldSchema): Schema {
  if (field.type.kind === 'map') return { 'x-kubernetes-map-type': field.listType };
  return {
    'x-kubernetes-list-type': field.listType,
    ...(field.listType === 'map' ? { 'x-kubernetes-list-map-keys': field.listKeys } : {}),
  };
}
