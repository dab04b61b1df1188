import { isFields, type Fields } from '../../../api/go-value.ts';
import {
  schemaOf,
  type FieldSchema,
  type KindSchema,
  type StructSchema,
  type TypeSchema,
} from '../../../api/schema.ts';

/** A step to a field as fieldsV1 writes it: `f:spec`, `k:{"port":80,"protocol":"TCP"}`, `v:"a"`. */
export type Step = string;

/** One value that managers own, or (with `container`) that there is a map, a list or an entry of one at all. */
export interface FieldValue {
  readonly steps: readonly Step[];
  /** In JSON; the same for every container. */
  readonly value: string;
}

/** By `pathKey` of the steps. */
export type FieldValues = ReadonlyMap<string, FieldValue>;

const SYSTEM: ReadonlySet<string> = new Set([
  'f:apiVersion', 'f:kind', 'f:metadata\nf:name', 'f:metadata\nf:namespace', 'f:metadata\nf:uid', 'f:metadata\nf:generateName',
  'f:metadata\nf:resourceVersion', 'f:metadata\nf:creationTimestamp', 'f:metadata\nf:generation', 'f:metadata\nf:selfLink',
  'f:metadata\nf:managedFields', 'f:metadata\nf:deletionTimestamp', 'f:metadata\nf:deletionGracePeriodSeconds',
]); // prettier-ignore

export function pathKey(steps: readonly Step[]): string {
  return steps.join('\n');
}

/**
 * Every field of an object that can be owned. Which lists are merged by key and which are one value is the schema's to say.
 * `status` alone with the subresource of that name, and never without.
 */
export function fieldValues(object: Fields, kind: string, subresource = ''): FieldValues {
  const found = new Map<string, FieldValue>();
  const schema = schemaOf(kind);
  if (!schema) return found;
  const { status, ...rest } = object;
  const seen = subresource === 'status' ? { status } : rest;
  walkStruct(seen, schema, schema.root, [], found);
  return found;
}

function add(found: Map<string, FieldValue>, steps: readonly Step[], value: string): void {
  const key = pathKey(steps);
  if (!SYSTEM.has(key)) found.set(key, { steps, value });
}

function walkStruct(
  value: Fields,
  schema: KindSchema,
  struct: StructSchema,
  steps: readonly Step[],
  found: Map<string, FieldValue>,
): void {
  for (const [name, entry] of Object.entries(value)) {
    const field = struct.fields.get(name);
    if (!field || entry === undefined || entry === null) continue;
    walk(entry, schema, field.type, field, [...steps, `f:${name}`], found);
  }
}

function walk(
  value: unknown,
  schema: KindSchema,
  type: TypeSchema,
  field: FieldSchema | undefined,
  steps: readonly Step[],
  found: Map<string, FieldValue>,
): void {
  const isAtomic = field?.listType === 'atomic' || SYSTEM.has(pathKey(steps));
  if (type.kind === 'struct' && isFields(value) && !isAtomic) {
    const struct = schema.types.struct(type.struct);
    if (!struct.atomic) {
      const isEmpty = Object.keys(value).length === 0;
      if (isEmpty || type.pointer) add(found, steps, '.');
      return walkStruct(value, schema, struct, steps, found);
    }
  } else if (type.kind === 'map' && isFields(value) && !isAtomic) {
    add(found, steps, '.');
    for (const [key, entry] of Object.entries(value)) {
      walk(entry, schema, type.item, undefined, [...steps, `f:${key}`], found);
    }
    return;
  } else if (type.kind === 'list' && Array.isArray(value) && (field?.listType === 'map' || field?.listType === 'set')) {
    add(found, steps, '.');
    for (const entry of value as unknown[]) {
      const step = entryStep(entry, field);
      add(found, [...steps, step], '.');
      if (field.listType === 'map') walk(entry, schema, type.item, undefined, [...steps, step], found);
    }
    return;
  }
  add(found, steps, JSON.stringify(value));
}

/** How an entry of a merged list is named: by its keys, or by itself. */
export function entryStep(entry: unknown, field: FieldSchema): Step {
  if (field.listType === 'set' || !isFields(entry)) return `v:${JSON.stringify(entry)}`;
  const keys = [...field.listKeys].sort().map((key): [string, unknown] => [key, entry[key] ?? defaultKey(key)]);
  return `k:${JSON.stringify(Object.fromEntries(keys.filter(([, value]) => value !== undefined)))}`;
}

/** Keys may be left out where they have a default. */
function defaultKey(key: string): unknown {
  return key === 'protocol' ? 'TCP' : undefined;
}
