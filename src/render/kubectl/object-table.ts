import type { KubeObject } from '../../api/meta.ts';
import { labelsText, type RowContext } from '../../api/column.ts';
import { tableOf } from '../../api/table.ts';
import { cellText, tableText } from './table.ts';

export interface TableOptions extends RowContext {
  readonly wide: boolean;
  readonly headers: boolean;
  readonly showNamespace: boolean;
  readonly showLabels: boolean;
  /** -L */
  readonly labelColumns: readonly string[];
  /** `service`, `deployment.apps`: put before names. */
  readonly kindPrefix?: string;
}

/** Objects of one resource as `kubectl get` shows them; '' for none. */
export function objectTable(plural: string, objects: readonly KubeObject[], options: TableOptions): string {
  if (objects.length === 0) return '';
  const kind = tableOf(plural);
  const shown = kind.columns
    .map((column, index) => ({ column, index }))
    .filter(({ column }) => options.wide || column.priority === 0);
  const header = [
    ...(options.showNamespace ? ['NAMESPACE'] : []),
    ...shown.map(({ column }) => column.name.toUpperCase()),
    ...options.labelColumns.map((label) => (label.split('/').at(-1) ?? '').toUpperCase()),
    ...(options.showLabels ? ['LABELS'] : []),
  ];
  const rows = objects.map((object) => {
    const cells = kind.row(object, options);
    const { labels = {}, namespace = '' } = object.metadata;
    return [
      ...(options.showNamespace ? [namespace] : []),
      ...shown.map(({ index, column }) => {
        const prefix = column.format === 'name' && options.kindPrefix ? `${options.kindPrefix}/` : '';
        return `${prefix}${cellText(cells[index])}`;
      }),
      ...options.labelColumns.map((label) => (Object.hasOwn(labels, label) ? (labels[label] ?? '') : '')),
      ...(options.showLabels ? [labelsText(labels)] : []),
    ];
  });
  return tableText(options.headers ? [header, ...rows] : rows);
}
