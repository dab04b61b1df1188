import { apiVersionOf, type Resource } from '../../../api/resource.ts';
import type { FieldSchema, StructSchema, TypeSchema } from '../../../api/schema-table.ts';
import { schemaOf } from '../../../api/schema.ts';
import { DESCRIPTIONS } from './descriptions.ts';

const WIDTH = 80;
const INDENT = '    ';

export interface Explanation {
  readonly text: string;
  /** The field that there is not. */
  readonly missing?: string;
}

/** What `kubectl explain RESOURCE.path` prints; undefined for a kind without a schema. Layout: kubectl's plaintext template. */
export function explain(of: Resource, path: readonly string[], recursive: boolean): Explanation | undefined {
  const schema = schemaOf(of.kind);
  if (!schema) return undefined;
  const head = heading(of);
  let struct: StructSchema | undefined = schema.root;
  let field: FieldSchema | undefined;
  let owner = of.kind;
  for (const name of path) {
    const found: FieldSchema | undefined = struct?.fields.get(name);
    if (!found) return { text: head, missing: name };
    owner = struct?.name ?? '';
    field = found;
    const inner = innermost(found.type);
    struct = inner.kind === 'struct' ? schema.types.struct(inner.struct) : undefined;
  }
  const about = field ? describe(owner, field) : (DESCRIPTIONS[of.kind] ?? '<empty>');
  const parts = [head, field ? fieldHead(field) : '', 'DESCRIPTION:\n', wrapped(about), `${INDENT}\n`];
  if (struct) {
    parts.push('FIELDS:\n');
    parts.push(recursive ? `${tree(schema.types, struct, 1, new Set())}\n` : fieldList(struct));
  }
  return { text: `${parts.join('')}\n` };
}

function heading(of: Resource): string {
  const group = of.group === '' ? '' : `GROUP:      ${of.group}\n`;
  return `${group}KIND:       ${of.kind}\nVERSION:    ${apiVersionOf(of).split('/').at(-1) ?? ''}\n\n`;
}

function fieldHead(field: FieldSchema): string {
  const values = 'values' in field.type ? (field.type.values ?? []) : [];
  const list =
    values.length === 0
      ? '\n'
      : `ENUM:\n${[...values]
          .sort()
          .map((value) => `${INDENT}${value}\n`)
          .join('')}`;
  return `FIELD: ${field.name} <${typeText(field.type)}>\n${list}\n`;
}

function fieldList(struct: StructSchema): string {
  return sortedFields(struct)
    .map((field) => {
      const values = 'values' in field.type ? (field.type.values ?? []) : [];
      const list = values.length === 0 ? '' : `  enum: ${[...values].sort().join(', ')}\n`;
      return `${fieldLine(field, 1)}\n${list}${wrapped(describe(struct.name, field))}\n`;
    })
    .join('');
}

function fieldLine(field: FieldSchema, level: number): string {
  return `${'  '.repeat(level)}${field.name}\t<${typeText(field.type)}>${field.required ? ' -required-' : ''}`;
}

/** --recursive: names and types alone. A struct inside itself is not entered again. */
function tree(
  types: { struct(name: string): StructSchema },
  struct: StructSchema,
  level: number,
  above: ReadonlySet<string>,
): string {
  return sortedFields(struct)
    .map((field) => {
      const inner = innermost(field.type);
      const line = `${fieldLine(field, level)}\n`;
      if (inner.kind !== 'struct' || above.has(inner.struct)) return line;
      return line + tree(types, types.struct(inner.struct), level + 1, new Set([...above, inner.struct]));
    })
    .join('');
}

function describe(owner: string, field: FieldSchema): string {
  const inner = innermost(field.type);
  const own =
    DESCRIPTIONS[`${owner}.${field.name}`] ??
    (['apiVersion', 'kind', 'metadata'].includes(field.name) ? DESCRIPTIONS[field.name] : undefined);
  const type = inner.kind === 'struct' ? DESCRIPTIONS[inner.struct] : undefined;
  return [own, type === own ? undefined : type].filter((text) => text !== undefined).join('\n') || '<empty>';
}

function sortedFields(struct: StructSchema): FieldSchema[] {
  return [...struct.fields.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function innermost(type: TypeSchema): TypeSchema {
  return type.kind === 'list' || type.kind === 'map' ? innermost(type.item) : type;
}

const NAMES: Readonly<Record<string, string | undefined>> = {
  bool: 'boolean', int32: 'integer', int64: 'integer', bytes: 'string', time: 'string', microTime: 'string',
  quantity: 'Quantity', intOrString: 'IntOrString', any: 'Object', string: 'string', __proto__: undefined,
}; // prettier-ignore

/** As OpenAPI names it: `[]ServicePort`, `map[string]string`, `integer`. */
function typeText(type: TypeSchema): string {
  if (type.kind === 'list') return `[]${typeText(type.item)}`;
  if (type.kind === 'map') return `map[string]${typeText(type.item)}`;
  return type.kind === 'struct' ? type.struct : (NAMES[type.kind] ?? 'Object');
}

/** Indented lines of at most 80 characters. */
function wrapped(text: string): string {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      if (line !== '' && INDENT.length + line.length + 1 + word.length > WIDTH) {
        lines.push(line);
        line = word;
      } else line = line === '' ? word : `${line} ${word}`;
    }
    lines.push(line);
  }
  return lines.map((line) => `${INDENT}${line}\n`).join('');
}
