import { age } from './duration.ts';
import { fields, items, stringEntries, text, texts } from './go-value.ts';
import type { KubeObject } from './meta.ts';

/** One column of the tables the API server makes, as in meta.k8s.io/v1 TableColumnDefinition. */
export interface Column {
  /** kubectl shows it in upper case. */
  readonly name: string;
  readonly type: 'string' | 'integer';
  /** `name` marks the column that identifies the object. */
  readonly format: '' | 'name';
  readonly description: string;
  /** 0: always shown, 1: with `-o wide`. */
  readonly priority: 0 | 1;
}

export type Cell = string | number;

export interface RowContext {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The cluster's version; some cells came later. Absent: the newest. */
  readonly kubeVersion?: '1.20' | '1.36';
}

/** How a kind is shown as a table: a cell for each column, in their order, those of `-o wide` included. */
export interface TableLayout {
  readonly columns: readonly Column[];
  readonly row: (object: KubeObject, context: RowContext) => Cell[];
}

export const NAME: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'The name of the object, unique in its namespace.',
  priority: 0,
};

export const AGE: Column = column('Age', 'Time since the object was created.');

export function column(name: string, description: string, more: { type?: 'integer'; wide?: boolean } = {}): Column {
  return { name, type: more.type ?? 'string', format: '', description, priority: more.wide ? 1 : 0 };
}

export const CONTAINERS = column('Containers', 'Names of the containers in the template.', { wide: true });
export const IMAGES = column('Images', 'Images of the containers in the template.', { wide: true });
export const SELECTOR = column('Selector', 'Which pods belong to this object.', { wide: true });

export function ageOf(object: KubeObject, { now }: RowContext): string {
  return age(object.metadata.creationTimestamp, now);
}

/** `a=1,b=2`, or `<none>`: upstream's labels.FormatLabels. */
export function labelsText(labels: unknown): string {
  const entries = stringEntries(labels);
  return entries.length === 0 ? '<none>' : entries.map(([key, value]) => `${key}=${value}`).join(',');
}

/** A label selector as one line, requirements by key: upstream's metav1.FormatLabelSelector; `<none>` for an empty one. */
export function selectorText(selector: unknown): string {
  const { matchLabels, matchExpressions } = fields(selector);
  const requirements = [
    ...stringEntries(matchLabels).map(([key, value]): [string, string] => [key, `${key}=${value}`]),
    ...items(matchExpressions).map((entry): [string, string] => {
      const { key, operator, values } = fields(entry);
      return [text(key), requirementText(text(key), text(operator), texts(values))];
    }),
  ].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return requirements.length === 0 ? '<none>' : requirements.map(([, written]) => written).join(',');
}

function requirementText(key: string, operator: string, values: readonly string[]): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  return `${key} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
}

/** The names and the images of containers, each as one cell. */
export function containerCells(podSpec: unknown): [names: string, images: string] {
  const containers = items(fields(podSpec)['containers']).map(fields);
  return [
    containers.map((container) => text(container['name'])).join(','),
    containers.map((container) => text(container['image'])).join(','),
  ];
}

/** At most `most` entries, the others counted: `a,b,c + 2 more...`. */
export function shortened(list: readonly string[], most: number): string {
  const shown = list.slice(0, most).join(',');
  return list.length > most ? `${shown} + ${list.length - most} more...` : shown;
}
