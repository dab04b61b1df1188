import type { KubeObject, LabelSelector } from '../../../api/meta.ts';

/** How one kind is shown in a table: what the API server answers to `Accept: application/json;as=Table`. */
export interface KindColumns {
  readonly columns: readonly Column[];
  /** One cell for each column. `now` in milliseconds. */
  cells(object: KubeObject, view: View): (string | number)[];
}

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'date';
  /** `name` for the object's name */
  readonly format?: string;
  readonly description?: string;
  /** 1: only with -o wide */
  readonly priority: 0 | 1;
}

export interface View {
  readonly now: number;
  /** `1.36`: some cells changed over the years. */
  readonly kubeVersion: string;
}

export const NAME: Column = { name: 'Name', type: 'string', format: 'name', priority: 0 };
export const AGE: Column = { name: 'Age', type: 'string', priority: 0 };

export function text(name: string): Column {
  return { name, type: 'string', priority: 0 };
}

export function integer(name: string): Column {
  return { name, type: 'integer', priority: 0 };
}

export function wide(name: string): Column {
  return { name, type: 'string', priority: 1 };
}

/** `a=b,c=d` sorted by key, or `<none>`. */
export function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.length === 0 ? '<none>' : pairs.map(([key, value]) => `${key}=${value}`).join(',');
}

/** `app=web,tier in (a,b)`, as the API writes a selector; '' for one that selects everything. */
export function selectorText(selector: LabelSelector | undefined): string {
  const parts: [string, string][] = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => [
    key,
    `${key}=${value}`,
  ]);
  for (const { key, operator, values = [] } of selector?.matchExpressions ?? []) {
    const list = `(${[...values].sort().join(',')})`;
    if (operator === 'In') parts.push([key, `${key} in ${list}`]);
    else if (operator === 'NotIn') parts.push([key, `${key} notin ${list}`]);
    else parts.push([key, operator === 'DoesNotExist' ? `!${key}` : key]);
  }
  return parts
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, part]) => part)
    .join(',');
}

/** Names and images of containers, as the CONTAINERS and IMAGES columns have them. */
export function containersCells(
  spec: { containers?: readonly { name: string; image?: string }[] } | undefined,
): [string, string] {
  const containers = spec?.containers ?? [];
  return [containers.map(({ name }) => name).join(','), containers.map(({ image }) => image ?? '').join(',')];
}

/** The first three with ` + N more...`, as the endpoint columns shorten lists. */
export function firstThree(list: readonly string[]): string {
  const shown = list.slice(0, 3).join(',');
  return list.length > 3 ? `${shown} + ${list.length - 3} more...` : shown;
}

/** `10.0.0.1:80`, `[fd00::1]:80`. */
export function hostPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
