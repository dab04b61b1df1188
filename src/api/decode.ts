import { isFields } from './go-value.ts';
import type { KubeObject } from './meta.ts';
import { parseQuantity, quantityText } from './quantity.ts';
import type { ScalarKind, TypeSchema } from './schema-table.ts';
import { schemaOf, type FieldSchema, type KindSchema, type StructSchema } from './schema.ts';
import { timeMessage } from './time-format.ts';

/** What became of a document. */
export interface Decoded {
  /** The object as the API server keeps it: known fields alone, empty ones left out, quantities in their canonical spelling. */
  readonly object: KubeObject;
  /** Paths of fields that the kind does not have (`spec.ports[0].targetport`), in the order they were met. */
  readonly unknown: readonly string[];
  /** Go's message about the first value of a wrong type; the object is not to be used then. */
  readonly error?: string;
}

/** Deeper documents are refused, as Go's decoder does. */
const DEEPEST = 10_000;
const INT32 = 2 ** 31;
const INT64 = 2 ** 63;

/**
 * Reads a parsed document as its kind, the way sigs.k8s.io/json and the API machinery read it. Undefined for a kind without a
 * schema. `order` tells in which order fields are met (and so which fault is the first): kubectl sends them sorted by name,
 * other clients as they wrote them.
 */
export function decodeObject(
  value: Readonly<Record<string, unknown>>,
  kind: string,
  order: 'sorted' | 'written' = 'sorted',
): Decoded | undefined {
  const schema = schemaOf(kind);
  if (!schema) return undefined;
  const decoder = new Decoder(schema, order);
  const object = decoder.struct(value, schema.root, '', 0);
  const { unknown, error } = decoder;
  return { object: object as unknown as KubeObject, unknown, ...(error === undefined ? {} : { error }) };
}

/** Go's message about metadata of a wrong type, which kubectl finds by itself before it asks a server; undefined if it is fine. */
export function metadataError(value: Readonly<Record<string, unknown>>): string | undefined {
  const schema = schemaOf('Namespace');
  if (!schema) return undefined;
  const decoder = new Decoder(schema, 'sorted');
  // kubectl's own struct, which holds nothing but metadata.
  decoder.struct({ metadata: value['metadata'] }, { ...schema.root, name: 'metadataOnlyObject' }, '', 0);
  return decoder.error;
}

class Decoder {
  readonly unknown: string[] = [];
  error: string | undefined;
  readonly #schema: KindSchema;
  readonly #order: 'sorted' | 'written';
  /** Go's error context: the struct that is being filled and the JSON names on the way to it. */
  #owner = '';
  readonly #stack: string[] = [];

  constructor(schema: KindSchema, order: 'sorted' | 'written') {
    this.#schema = schema;
    this.#order = order;
  }

  struct(
    value: Readonly<Record<string, unknown>>,
    struct: StructSchema,
    path: string,
    depth: number,
  ): Record<string, unknown> {
    const read = new Map<string, unknown>();
    const names = Object.keys(value);
    if (this.#order === 'sorted') names.sort();
    const owner = this.#owner;
    for (const name of names) {
      const field = struct.fields.get(name);
      const place = path === '' ? name : `${path}.${name}`;
      if (!field) {
        this.unknown.push(place);
        continue;
      }
      this.#owner = struct.name;
      this.#stack.push(name);
      read.set(name, this.#value(value[name], field.type, place, depth + 1));
      this.#stack.pop();
    }
    this.#owner = owner;
    const object: Record<string, unknown> = {};
    for (const field of struct.fields.values()) {
      const kept = this.#kept(read.get(field.name), field);
      if (kept !== undefined) object[field.name] = kept;
    }
    return object;
  }

  /** What Go's encoder would write of a field: empty values go unless they are always written. */
  #kept(value: unknown, field: FieldSchema): unknown {
    const { type, always } = field;
    if (value === undefined || value === null) {
      if (type.kind === 'struct' && !type.pointer)
        return this.struct({}, this.#schema.types.struct(type.struct), '', 0);
      return always && !type.pointer ? zeroOf(type) : undefined;
    }
    if (type.pointer || always) return type.kind === 'list' && isEmpty(value) ? null : value;
    return isEmpty(value) && type.kind !== 'struct' ? undefined : value;
  }

  #value(value: unknown, type: TypeSchema, path: string, depth: number): unknown {
    if (value === null || value === undefined || depth > DEEPEST) return undefined;
    switch (type.kind) {
      case 'struct':
        if (isFields(value)) return this.struct(value, this.#schema.types.struct(type.struct), path, depth);
        return this.#mismatch(value, type);
      case 'list':
        if (!Array.isArray(value)) return this.#mismatch(value, type);
        return value.map((item, i) => this.#value(item, type.item, `${path}[${i}]`, depth + 1) ?? zeroOf(type.item));
      case 'map': {
        if (!isFields(value)) return this.#mismatch(value, type);
        const entries = Object.entries(value);
        if (this.#order === 'sorted') entries.sort(([a], [b]) => (a < b ? -1 : 1));
        return Object.fromEntries(
          entries.map(([key, item]) => [
            key,
            this.#value(item, type.item, `${path}.${key}`, depth + 1) ?? zeroOf(type.item),
          ]),
        );
      }
      default:
        return this.#scalar(value, type.kind, type);
    }
  }

  #scalar(value: unknown, kind: ScalarKind, type: TypeSchema): unknown {
    switch (kind) {
      case 'any':
        return value;
      case 'string':
        return typeof value === 'string' ? value : this.#mismatch(value, type);
      case 'bool':
        return typeof value === 'boolean' ? value : this.#mismatch(value, type);
      case 'int32':
        return fits(value, INT32) ? value : this.#mismatch(value, type);
      case 'int64':
        return fits(value, INT64) ? value : this.#mismatch(value, type);
      case 'bytes':
        return this.#bytes(value, type);
      case 'intOrString':
        if (typeof value === 'string' || fits(value, INT32)) return value;
        return this.#fail(`json: cannot unmarshal ${wordFor(value)} into Go value of type int32`);
      case 'quantity':
        return this.#quantity(value);
      case 'time':
      case 'microTime':
        if (typeof value !== 'string') {
          return this.#fail(`json: cannot unmarshal ${wordFor(value).split(' ', 1)[0]} into Go value of type string`);
        }
        return timeMessage(value, kind) === undefined ? value : this.#fail(timeMessage(value, kind) ?? '');
    }
  }

  #bytes(value: unknown, type: TypeSchema): unknown {
    if (typeof value !== 'string') return this.#mismatch(value, type);
    const wrong = /[^A-Za-z0-9+/=\r\n]/.exec(value);
    if (!wrong && value.replace(/[\r\n]/g, '').length % 4 === 0) return value;
    return this.#fail(`illegal base64 data at input byte ${wrong ? wrong.index : value.length - (value.length % 4)}`);
  }

  #quantity(value: unknown): unknown {
    const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
    const parsed = parseQuantity(text);
    return typeof parsed === 'string' ? this.#fail(parsed) : quantityText(parsed);
  }

  /** Go reads on after a value of the wrong type, but reports the first one. */
  #fail(message: string): undefined {
    this.error ??= message;
    return undefined;
  }

  #mismatch(value: unknown, type: TypeSchema): undefined {
    const isNumber = type.kind === 'int32' || type.kind === 'int64';
    const word = isNumber ? wordFor(value) : wordFor(value).split(' ', 1)[0];
    const target =
      this.#owner === ''
        ? `Go value of type ${type.goName}`
        : `Go struct field ${this.#owner}.${this.#stack.join('.')} of type ${type.goName}`;
    return this.#fail(`json: cannot unmarshal ${word} into ${target}`);
  }
}

function fits(value: unknown, limit: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= -limit && value < limit;
}

/** JSON's word for a value; numbers with their digits. */
function wordFor(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return `number ${value}`;
  return Array.isArray(value) ? 'array' : 'object';
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (isFields(value)) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false;
}

/** Go's zero value of a type, as its encoder writes it. */
export function zeroOf(type: TypeSchema): unknown {
  switch (type.kind) {
    case 'string':
      return '';
    case 'bool':
      return false;
    case 'int32':
    case 'int64':
    case 'intOrString':
      return 0;
    case 'quantity':
      return '0';
    case 'struct':
      return {};
    default:
      return null;
  }
}
