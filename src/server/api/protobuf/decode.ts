import protobuf from 'protobufjs/minimal.js';
import type { Fields } from '../../../api/go-value.ts';
import type { FieldSchema, KindSchema, StructSchema, TypeSchema } from '../../../api/schema.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { messageOf } from './types.ts';

const { Reader } = protobuf;
type Reader = InstanceType<typeof Reader>;

/** What stands before every protobuf body: `k8s` and a zero. */
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00]);
const DEEPEST = 100;
const VARINT = 0;
const BYTES = 2;

/**
 * The object in a protobuf body as plain JSON: an envelope (runtime.Unknown) that names the kind, and in it the object, whose
 * fields are known by the numbers in our tables. Fields that we do not know are skipped, as protobuf wants it. Throws
 * StatusError (400) for bytes that cannot be read.
 */
export function decodeProtobuf(bytes: Buffer): Fields {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badRequestError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  try {
    const { apiVersion, kind, raw } = envelope(new Reader(bytes.subarray(MAGIC.length)));
    const schema = messageOf(apiVersion, kind);
    const reader = new Reader(raw);
    return { apiVersion, kind, ...(schema ? struct(reader, reader.len, schema, schema.root, 0) : {}) };
  } catch (problem) {
    if (problem instanceof Error && problem.name === 'StatusError') throw problem;
    throw badRequestError(`error decoding protobuf: ${(problem as Error).message}`);
  }
}

function envelope(reader: Reader): { apiVersion: string; kind: string; raw: Uint8Array } {
  const found = { apiVersion: '', kind: '', raw: new Uint8Array(0) };
  eachField(reader, reader.len, (number, wire) => {
    if (number === 2 && wire === BYTES) found.raw = new Uint8Array(reader.bytes());
    else if (number === 1 && wire === BYTES) {
      eachField(reader, reader.uint32() + reader.pos, (inner, innerWire) => {
        if (innerWire !== BYTES || inner > 2) reader.skipType(innerWire);
        else if (inner === 1) found.apiVersion = reader.string();
        else found.kind = reader.string();
      });
    } else reader.skipType(wire);
  });
  return found;
}

function eachField(reader: Reader, end: number, read: (number: number, wire: number) => void): void {
  if (end > reader.len) throw new RangeError('unexpected EOF');
  while (reader.pos < end) {
    const tag = reader.uint32();
    read(tag >>> 3, tag & 7);
  }
  if (reader.pos !== end) throw new RangeError('a field is longer than what holds it');
}

const numbered = new WeakMap<StructSchema, ReadonlyMap<number, FieldSchema>>();

/** Fields by number. Kind and version stand in the envelope: their numbers belong to other fields. */
function fieldsByNumber(struct: StructSchema, isRoot: boolean): ReadonlyMap<number, FieldSchema> {
  let found = numbered.get(struct);
  if (!found) {
    const own = [...struct.fields.values()].filter(
      ({ name, number }) => number > 0 && !(isRoot && (name === 'kind' || name === 'apiVersion')),
    );
    numbered.set(struct, (found = new Map(own.map((field) => [field.number, field]))));
  }
  return found;
}

function struct(
  reader: Reader,
  end: number,
  schema: KindSchema,
  of: StructSchema,
  depth: number,
): Record<string, unknown> {
  if (depth > DEEPEST) throw new RangeError('nested too deeply');
  const fields = fieldsByNumber(of, depth === 0 || of.name === 'DeleteOptions');
  const lists = new Map<string, unknown[]>();
  const object: Record<string, unknown> = {};
  eachField(reader, end, (number, wire) => {
    const field = fields.get(number);
    if (!field) return reader.skipType(wire);
    const { name, type } = field;
    if (type.kind === 'list') {
      const list = lists.get(name) ?? [];
      lists.set(name, list);
      object[name] = list;
      listEntry(reader, wire, schema, type.item, depth, list);
    } else if (type.kind === 'map') {
      const [key, value] = mapEntry(reader, schema, type.item, depth);
      object[name] = { ...(object[name] as object | undefined), ...(key === '__proto__' ? {} : { [key]: value }) };
    } else {
      const read = value(reader, wire, schema, type, depth);
      if (read !== undefined) object[name] = read;
    }
  });
  return object;
}

function listEntry(
  reader: Reader,
  wire: number,
  schema: KindSchema,
  item: TypeSchema,
  depth: number,
  list: unknown[],
): void {
  const isNumber = item.kind === 'int32' || item.kind === 'int64' || item.kind === 'bool';
  if (!isNumber || wire !== BYTES) {
    list.push(value(reader, wire, schema, item, depth));
    return;
  }
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw new RangeError('unexpected EOF');
  while (reader.pos < end) list.push(value(reader, VARINT, schema, item, depth));
}

function mapEntry(reader: Reader, schema: KindSchema, item: TypeSchema, depth: number): [key: string, value: unknown] {
  let key = '';
  let held: unknown = item.kind === 'string' || item.kind === 'bytes' ? '' : {};
  eachField(reader, reader.uint32() + reader.pos, (number, wire) => {
    if (number === 1) key = reader.string();
    else if (number === 2) held = value(reader, wire, schema, item, depth);
    else reader.skipType(wire);
  });
  return [key, held];
}

/** One value; undefined for an empty time. Throws RangeError if the wire has another type than the field. */
function value(reader: Reader, wire: number, schema: KindSchema, type: TypeSchema, depth: number): unknown {
  if (wire !== (type.kind === 'bool' || type.kind === 'int32' || type.kind === 'int64' ? VARINT : BYTES)) {
    throw new RangeError(`wrong wire type ${wire}`);
  }
  switch (type.kind) {
    case 'string':
      return reader.string();
    case 'bool':
      return reader.bool();
    case 'int32':
      return reader.int32();
    case 'int64':
      return Number(reader.int64());
    case 'bytes':
      return Buffer.from(reader.bytes()).toString('base64');
    case 'struct':
      return struct(reader, reader.uint32() + reader.pos, schema, schema.types.struct(type.struct), depth + 1);
    case 'time':
    case 'microTime':
      return time(reader, type.kind === 'microTime');
    case 'quantity':
      return stringField(reader, 1);
    case 'intOrString':
      return intOrString(reader);
    default: {
      const text = stringField(reader, 1);
      return text === '' ? undefined : (JSON.parse(text) as unknown);
    }
  }
}

function stringField(reader: Reader, wanted: number): string {
  let text = '';
  eachField(reader, reader.uint32() + reader.pos, (number, wire) => {
    if (number === wanted && wire === BYTES) text = reader.string();
    else reader.skipType(wire);
  });
  return text;
}

/** Go's intstr.IntOrString: which of the two it is, the number, the string. */
function intOrString(reader: Reader): number | string {
  let isString = false;
  let number = 0;
  let text = '';
  eachField(reader, reader.uint32() + reader.pos, (field, wire) => {
    if (field === 1 && wire === VARINT) isString = reader.int32() === 1;
    else if (field === 2 && wire === VARINT) number = reader.int32();
    else if (field === 3 && wire === BYTES) text = reader.string();
    else reader.skipType(wire);
  });
  return isString ? text : number;
}

function time(reader: Reader, micro: boolean): string | undefined {
  let seconds: number | undefined;
  let nanos = 0;
  eachField(reader, reader.uint32() + reader.pos, (field, wire) => {
    if (field === 1 && wire === VARINT) seconds = Number(reader.int64());
    else if (field === 2 && wire === VARINT) nanos = reader.int32();
    else reader.skipType(wire);
  });
  if (seconds === undefined || Math.abs(seconds) > 8e12) return undefined;
  const text = new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, '');
  return micro ? `${text}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z` : `${text}Z`;
}
