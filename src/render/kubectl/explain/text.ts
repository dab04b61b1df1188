import type { ExplainedField, Explanation } from '../../../api/explain.ts';
import { apiVersionOf, type Resource } from '../../../api/resource.ts';

const WIDTH = 80;
const INDENT = '    ';
/** Deep enough for every kind we keep; schemas may contain themselves. */
const DEEPEST = 12;

/** `KIND: ...` and `VERSION: ...`: what is printed even for a field that does not exist. */
export function explainHeading(of: Resource): string {
  const group = of.group === '' ? '' : `GROUP:      ${of.group}\n`;
  return `${group}KIND:       ${of.kind}\nVERSION:    ${apiVersionOf(of).split('/').at(-1) ?? ''}\n\n`;
}

/** What `kubectl explain` prints about a kind or field, in the layout of kubectl's plaintext template. */
export function explainText(of: Resource, { field, descriptions, fields }: Explanation, recursive: boolean): string {
  const head = `${explainHeading(of)}${field ? fieldHead(field) : ''}`;
  const about = `DESCRIPTION:\n${wrapped(descriptions.join('\n') || '<empty>')}${INDENT}\n`;
  if (fields.length === 0) return `${head}${about}\n`;
  return `${head}${about}FIELDS:\n${recursive ? `${tree(fields, 1)}\n` : fields.map(fieldEntry).join('')}\n`;
}

function fieldHead({ name, type, values }: ExplainedField): string {
  const list = values.length === 0 ? '\n' : `ENUM:\n${values.map((value) => `${INDENT}${value}\n`).join('')}`;
  return `FIELD: ${name} <${type}>\n${list}\n`;
}

function fieldEntry(field: ExplainedField): string {
  const list = field.values.length === 0 ? '' : `  enum: ${field.values.join(', ')}\n`;
  return `${fieldLine(field, 1)}\n${list}${wrapped(field.description || '<empty>')}\n`;
}

function fieldLine({ name, type, required }: ExplainedField, level: number): string {
  return `${'  '.repeat(level)}${name}\t<${type}>${required ? ' -required-' : ''}`;
}

/** --recursive: names and types alone. */
function tree(fields: readonly ExplainedField[], level: number): string {
  if (level > DEEPEST) return '';
  return fields.map((field) => `${fieldLine(field, level)}\n${tree(field.fields(), level + 1)}`).join('');
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
