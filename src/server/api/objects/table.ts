import type { KubeObject } from '../../../api/meta.ts';
import type { RowContext } from '../../../api/column.ts';
import { tableOf } from '../../../api/table.ts';
import { metaOf, type ListMeta } from './json-text.ts';

/** How much of each object goes with its row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  readonly plural: string;
  readonly version: string;
  readonly includeObject: IncludeObject;
  readonly context: RowContext;
  readonly columns?: boolean;
  /** A whole object as the client sees it, in JSON. */
  readonly textOf: (object: KubeObject) => string;
}

export function includeObjectOf(query: URLSearchParams): IncludeObject {
  const asked = query.get('includeObject');
  return asked === 'None' || asked === 'Object' ? asked : 'Metadata';
}

/** Objects as the table that the server prints them as (meta.k8s.io Table), in JSON. */
export function tableText(objects: readonly KubeObject[], metadata: ListMeta, options: TableOptions): string {
  const { columns, row } = tableOf(options.plural);
  const definitions = columns.map(({ name, type, format, description, priority }) => ({
    name,
    type,
    format,
    description,
    priority,
  }));
  const rows = objects.map((object) => {
    const cells = JSON.stringify(row(object, options.context));
    return `{"cells":${cells}${rowObject(object, options)}}`;
  });
  const shown = options.columns === false ? 'null' : JSON.stringify(definitions);
  return `{"kind":"Table","apiVersion":"meta.k8s.io/${options.version}","metadata":${JSON.stringify(metadata)},"columnDefinitions":${shown},"rows":[${rows.join(',')}]}`;
}

function rowObject(object: KubeObject, { includeObject, version, textOf }: TableOptions): string {
  if (includeObject === 'None') return ',"object":null';
  return `,"object":${includeObject === 'Object' ? textOf(object) : partialText(object, version)}`;
}

/** An object's metadata alone, as PartialObjectMetadata. */
export function partialText(object: KubeObject, version: string): string {
  return `{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/${version}",${partialItem(object).slice(1)}`;
}

export function partialItem(object: KubeObject): string {
  return JSON.stringify({ metadata: metaOf(object.metadata) });
}
