import { isFields, type Fields } from '../../../api/go-value.ts';
import { schemaOf, structOf, type FieldSchema, type KindSchema, type StructSchema } from '../../../api/schema.ts';
import { entryStep, type Step } from './field-paths.ts';

/** The live object with everything that the configuration says, merged as the schema has it: maps by key, lists by theirs. */
export function merged(live: Fields, config: Fields, kind: string): Fields {
  const schema = schemaOf(kind);
  return schema ? mergeStruct(live, config, schema, schema.root) : { ...live, ...config };
}

function mergeStruct(live: Fields, config: Fields, schema: KindSchema, struct: StructSchema | undefined): Fields {
  const result: Record<string, unknown> = { ...live };
  for (const [name, wanted] of Object.entries(config)) {
    if (wanted === null || wanted === undefined) continue;
    const field = struct?.fields.get(name);
    result[name] = field ? mergeField(live[name], wanted, schema, field) : wanted;
  }
  return result;
}

function mergeField(live: unknown, wanted: unknown, schema: KindSchema, field: FieldSchema): unknown {
  const struct = structOf(schema, field);
  if (field.listType === 'atomic' || (struct?.atomic && field.type.kind === 'struct')) return wanted;
  if (isFields(wanted) && isFields(live)) {
    if (field.type.kind === 'map') return { ...live, ...wanted };
    return mergeStruct(live, wanted, schema, struct);
  }
  if (!Array.isArray(wanted) || !Array.isArray(live) || field.listType === undefined) return wanted;
  const entries = new Map<Step, unknown>((live as unknown[]).map((entry) => [entryStep(entry, field), entry]));
  for (const entry of wanted as unknown[]) {
    const step = entryStep(entry, field);
    const known = entries.get(step);
    entries.set(step, isFields(known) && isFields(entry) ? mergeStruct(known, entry, schema, struct) : entry);
  }
  return [...entries.values()];
}

/** The object without the field at the end of the steps. */
export function without(value: unknown, steps: readonly Step[], kind: string): unknown {
  const schema = schemaOf(kind);
  return schema ? remove(value, steps, schema, schema.root, undefined) : value;
}

function remove(
  value: unknown,
  [step = '', ...rest]: readonly Step[],
  schema: KindSchema,
  struct: StructSchema | undefined,
  field: FieldSchema | undefined,
): unknown {
  if (Array.isArray(value)) {
    if (!field) return value;
    return (value as unknown[]).flatMap((entry) => {
      if (entryStep(entry, field) !== step) return [entry];
      return rest.length === 0 ? [] : [remove(entry, rest, schema, structOf(schema, field), undefined)];
    });
  }
  if (!isFields(value) || !step.startsWith('f:')) return value;
  const name = step.slice(2);
  if (!Object.hasOwn(value, name)) return value;
  const { [name]: inner, ...others } = value;
  if (rest.length === 0) return others;
  const next = struct?.fields.get(name);
  return { ...value, [name]: remove(inner, rest, schema, next && structOf(schema, next), next) };
}
