import type { KubeObject } from '../../api/meta.ts';
import { schemaOf, type FieldSchema, type KindSchema, type StructSchema, type TypeSchema } from '../../api/schema.ts';
import { resourceOfKind } from '../../api/resource.ts';
import { isObject } from '../patch/json-value.ts';
import { StatusError } from '../status-error.ts';
import { elementText, keyElement, valueElement } from './path-element.ts';

/**
 * Throws StatusError for a configuration that is no object of its kind: fields that the kind does not have, and lists with an
 * entry twice or without its keys. In the API server's words (typed.ValidationErrors); it answers 500, without a reason.
 */
export function checkConfiguration(config: KubeObject): void {
  const schema = schemaOf(config.kind);
  if (!schema) return;
  const faults: string[] = [];
  checkStruct(schema, schema.root, config, '', faults);
  const [first] = faults;
  if (first === undefined) return;
  const of = resourceOfKind(config.kind);
  const { namespace = '', name } = config.metadata;
  const what = `${namespace}/${name}; ${of?.group ?? ''}/${of?.version ?? ''}, Kind=${config.kind}`;
  const text = faults.length === 1 ? first : ['errors:', ...faults.map((fault) => `  ${fault}`)].join('\n');
  throw new StatusError(500, '', `failed to create typed patch object (${what}): ${text}`);
}

function checkStruct(schema: KindSchema, struct: StructSchema, value: object, path: string, faults: string[]): void {
  for (const [name, part] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const field = struct.fields.get(name);
    const at = `${path}.${name}`;
    if (!field) faults.push(`${at}: field not declared in schema`);
    else if (field.type.kind === 'list' && Array.isArray(part)) checkList(schema, field, part, at, faults);
    else checkType(schema, field.type, part, at, faults);
  }
}

function checkType(schema: KindSchema, type: TypeSchema, value: unknown, path: string, faults: string[]): void {
  if (type.kind === 'struct' && isObject(value)) {
    checkStruct(schema, schema.types.struct(type.struct), value, path, faults);
  } else if (type.kind === 'map' && isObject(value)) {
    for (const [key, item] of Object.entries(value)) checkType(schema, type.item, item, `${path}.${key}`, faults);
  } else if (type.kind === 'list' && Array.isArray(value)) {
    value.forEach((item, at) => checkType(schema, type.item, item, `${path}[${at}]`, faults));
  }
}

function checkList(
  schema: KindSchema,
  { type, listType, listKeys }: FieldSchema,
  list: readonly unknown[],
  path: string,
  faults: string[],
): void {
  if (type.kind !== 'list') return;
  const seen = new Set<string>();
  for (const [at, item] of list.entries()) {
    const element =
      listType === 'set' ? valueElement(item) : listType === 'map' && isObject(item) ? keyElement(item, listKeys) : '';
    if (element === undefined) {
      const keys = `[${listKeys.map((key) => JSON.stringify(key)).join(' ')}]`;
      faults.push(
        `${path}: element ${at}: associative list with keys has an element that omits all key fields ${keys} ` +
          `(and doesn't have default values for any key fields)`,
      );
      continue;
    }
    const where = element === '' ? `[${at}]` : elementText(element);
    if (element !== '' && seen.has(element)) faults.push(`${path}: duplicate entries for key ${where}`);
    seen.add(element);
    checkType(schema, type.item, item, `${path}${where}`, faults);
  }
}
