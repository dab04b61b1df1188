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
  const places = new ListPlaces(document);
  return list.items.flatMap((item, i) => {
    const { file, duplicates } = document;
    const place = placeOf?.(i) ?? places.of(i);
    const start = { start: () => ({ line: place.line, column: place.column }) };
    return flattened(documentOf({ file, duplicates, value: named(item, list), ...start }, () => place.positions()));
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

/** The positions of a list's items, taken from the list's own in one go when the first of them is asked for. */
class ListPlaces {
  #items: Map<string, Positions> | undefined;

  constructor(readonly document: ManifestDocument) {}

  of(item: number): ItemPlace {
    const positions = (): Positions => this.#below(`items[${item}]`);
    const start = (): readonly [number, number] =>
      this.document.positions()[`items[${item}]`] ?? [this.document.line, this.document.column];
    return {
      positions,
      get line() {
        return start()[0];
      },
      get column() {
        return start()[1];
      },
    };
  }

  #below(path: string): Positions {
    if (!this.#items) {
      this.#items = new Map();
      for (const [key, position] of Object.entries(this.document.positions())) {
        const found = /^(items\[\d+\])\.?(.+)$/s.exec(key);
        if (!found) continue;
        const [, item = '', rest = ''] = found;
        let own = this.#items.get(item);
        if (!own) this.#items.set(item, (own = {}));
        own[rest] = position;
      }
    }
    return this.#items.get(path) ?? {};
  }
}
