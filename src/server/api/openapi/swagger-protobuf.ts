import protobuf from 'protobufjs/minimal.js';

const { Writer } = protobuf;
type Writer = InstanceType<typeof Writer>;

export interface Swagger {
  readonly swagger: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, never>>;
  readonly definitions: Readonly<Record<string, SwaggerSchema>>;
}

/** A schema of OpenAPI v2, as far as ours use it; `x-` names are extensions. */
export interface SwaggerSchema {
  readonly $ref?: string;
  readonly format?: string;
  readonly description?: string;
  readonly type?: string;
  readonly required?: readonly string[];
  readonly items?: SwaggerSchema;
  readonly additionalProperties?: SwaggerSchema;
  readonly properties?: Readonly<Record<string, SwaggerSchema>>;
  readonly [extension: `x-${string}`]: unknown;
}

/** Returns the document as protobuf: gnostic's openapi.v2.Document, by its published field numbers. */
export function encodeSwagger({ swagger, info, definitions }: Swagger): Uint8Array {
  const writer = new Writer();
  text(writer, 1, swagger);
  inside(writer, 2, () => {
    text(writer, 1, info.title);
    text(writer, 2, info.version);
  });
  inside(writer, 8, () => undefined);
  inside(writer, 9, () => named(writer, 1, definitions));
  return writer.finish();
}

function schemaFields(writer: Writer, schema: SwaggerSchema): void {
  const { $ref: ref, format, description, type, required = [], items, additionalProperties, properties } = schema;
  text(writer, 1, ref);
  text(writer, 2, format);
  text(writer, 4, description);
  for (const name of required) text(writer, 19, name);
  if (additionalProperties) {
    inside(writer, 21, () => inside(writer, 1, () => schemaFields(writer, additionalProperties)));
  }
  if (type !== undefined) inside(writer, 22, () => text(writer, 1, type));
  if (items) inside(writer, 23, () => inside(writer, 1, () => schemaFields(writer, items)));
  if (properties) inside(writer, 25, () => named(writer, 1, properties));
  for (const [name, value] of Object.entries(schema)) {
    if (name.startsWith('x-')) extension(writer, name, value);
  }
}

/** NamedSchema, again and again. */
function named(writer: Writer, number: number, schemas: Readonly<Record<string, SwaggerSchema>>): void {
  for (const [name, schema] of Object.entries(schemas)) {
    inside(writer, number, () => {
      text(writer, 1, name);
      inside(writer, 2, () => schemaFields(writer, schema));
    });
  }
}

/** NamedAny with its value in YAML, of which JSON is a part. */
function extension(writer: Writer, name: string, value: unknown): void {
  inside(writer, 31, () => {
    text(writer, 1, name);
    inside(writer, 2, () => text(writer, 2, JSON.stringify(value)));
  });
}

function text(writer: Writer, number: number, value: string | undefined): void {
  if (value !== undefined && value !== '') writer.uint32((number << 3) | 2).string(value);
}

function inside(writer: Writer, number: number, write: () => void): void {
  writer.uint32((number << 3) | 2).fork();
  write();
  writer.ldelim();
}
