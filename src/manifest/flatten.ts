import { fields, isFields, items } from '../api/go-value.ts';
import { documentOf, type ManifestDocument } from './document.ts';
import type { Positions } from './position.ts';

/** Where an item of a list begins, as far as the reader noted it. */
export interface ItemPlace {
  /** 1-based */
  readonly line: number;
  /** 1-based */
  readonly column: number;
  readonly positions: () => Positions;
}

/**
 * The objects of a document: itself, or the items of a `kind: List` (or `ServiceList` ...), which the API writes without a
 * kind of their own. Lists in lists are flattened too, as kubectl's FlattenListVisitor does.
 */
export function flattened(
  document: ManifestDocument,
  placeOf?: (item: number) => ItemPlace | undefined,
): ManifestDocument[] {
  const list = listOf(document.value);
  if (!list) return [document];
  return list.items.flatMap((item, i) => {
    const place = placeOf?.(i);
    const { file, line, column, duplicates } = document;
    const compute = place?.positions ?? (() => below(document.positions(), `items[${i}]`));
    const base = {
      file,
      line: place?.line ?? line,
      column: place?.column ?? column,
      duplicates,
      value: named(item, list),
    };
    return flattened(documentOf(place ? base : { ...base, ...startOf(document, i) }, compute));
  });
}

interface List {
  readonly items: readonly unknown[];
  readonly apiVersion: unknown;
  /** `Service` for a ServiceList; '' for a plain List. */
  readonly kind: string;
}

function listOf(value: unknown): List | undefined {
  const { kind, apiVersion, items: entries } = fields(value);
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(entries)) return undefined;
  return { items: items(entries), apiVersion, kind: kind.slice(0, -4) };
}

function named(item: unknown, list: List): unknown {
  if (list.kind === '' || !isFields(item) || item['kind'] !== undefined) return item;
  return { apiVersion: list.apiVersion, kind: list.kind, ...item };
}

function startOf(document: ManifestDocument, item: number): { line: number; column: number } {
  const [line, column] = document.positions()[`items[${item}]`] ?? [document.line, document.column];
  return { line, column };
}

/** The positions of the fields below `path`, by their path from there. */
function below(positions: Positions, path: string): Positions {
  const found: Positions = {};
  for (const [key, position] of Object.entries(positions)) {
    if (!key.startsWith(path)) continue;
    const rest = key.slice(path.length);
    if (rest.startsWith('.')) found[rest.slice(1)] = position;
    else if (rest.startsWith('[')) found[rest] = position;
  }
  return found;
}
