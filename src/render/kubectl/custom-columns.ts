import { goText } from './go-text.ts';
import { findAll } from './jsonpath/evaluate.ts';
import { JsonPathError } from './jsonpath/node.ts';
import { parsedTemplate, relaxedPath } from './jsonpath/print.ts';
import { cellText, tableText } from './table.ts';

export interface CustomColumn {
  readonly header: string;
  /** relaxed JSONPath, `.metadata.name` */
  readonly path: string;
}

/** `NAME:.metadata.name,IP:.status.podIP`. Throws JsonPathError in kubectl's words. */
export function parseCustomColumns(spec: string): CustomColumn[] {
  if (spec === '') throw new JsonPathError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) {
      throw new JsonPathError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    }
    return { header: part.slice(0, colon), path: relaxedPath(part.slice(colon + 1)) };
  });
}

/** The columns of a template file: headers on its first line, paths below them. */
export function parseCustomColumnsFile(text: string): CustomColumn[] {
  const [headers = '', paths = ''] = text.split('\n');
  const names = headers.trim().split(/\s+/);
  const specs = paths.trim().split(/\s+/);
  if (headers.trim() === '' || names.length !== specs.length) {
    throw new JsonPathError(
      `number of headers (${names.length}) and field specifications (${specs.length}) don't match`,
    );
  }
  return names.map((header, index) => ({ header, path: relaxedPath(specs[index] ?? '') }));
}

/** The table; `<none>` where an object lacks the field, several values with commas. */
export function customColumnsText(
  columns: readonly CustomColumn[],
  objects: readonly unknown[],
  headers: boolean,
): string {
  const trees = columns.map(({ path }) => parsedTemplate(path));
  const rows = objects.map((object) =>
    trees.map((tree) => {
      const values = findAll(tree, object)[0] ?? [];
      return values.length === 0 ? '<none>' : cellText(values.map(goCell).join(','));
    }),
  );
  return tableText(headers ? [columns.map(({ header }) => header), ...rows] : rows);
}

function goCell(value: unknown): string {
  return value === null || value === undefined ? '<none>' : goText(value);
}
