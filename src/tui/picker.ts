/** A list of which one row is chosen, narrowed by typed words. */
export interface Picker<Row extends Searchable> {
  readonly rows: readonly Row[];
  /** The rows that have every word of the filter. */
  readonly shown: readonly Row[];
  /** Index in `shown`. */
  readonly at: number;
  readonly filter: string;
}

export interface Searchable {
  /** What tells the row from others, also after the list was read again. */
  readonly key: string;
  /** In small letters: what the filter is looked for in. */
  readonly words: string;
}

const LONGEST_FILTER = 100;

/** A list with its first row chosen. */
export function picker<Row extends Searchable>(rows: readonly Row[]): Picker<Row> {
  return { rows, shown: rows, at: 0, filter: '' };
}

/** The row chosen; undefined where nothing is shown. */
export function chosenRow<Row extends Searchable>(list: Picker<Row>): Row | undefined {
  return list.shown[list.at];
}

/** The list with another row chosen, never beyond its ends. */
export function stepped<Row extends Searchable>(list: Picker<Row>, by: number): Picker<Row> {
  return { ...list, at: clamped(list.at + by, list.shown.length) };
}

/** The list narrowed to rows that have all words of `filter`; the row chosen stays so if it is still there. */
export function filtered<Row extends Searchable>(list: Picker<Row>, filter: string): Picker<Row> {
  return narrowed(list.rows, filter.slice(0, LONGEST_FILTER), chosenRow(list)?.key, list.at);
}

/** The same list after its rows were read again. */
export function refilled<Row extends Searchable>(list: Picker<Row>, rows: readonly Row[]): Picker<Row> {
  return narrowed(rows, list.filter, chosenRow(list)?.key, list.at);
}

function narrowed<Row extends Searchable>(
  rows: readonly Row[],
  filter: string,
  key: string | undefined,
  at: number,
): Picker<Row> {
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== ''); // prettier-ignore
  const shown = words.length === 0 ? rows : rows.filter((row) => words.every((word) => row.words.includes(word)));
  const same = shown.findIndex((row) => row.key === key);
  return { rows, shown, filter, at: same < 0 ? clamped(at, shown.length) : same };
}

/** The first row to show, so that the one chosen is on a screen of `height` rows, where possible in its middle. */
export function firstShown(list: Picker<Searchable>, height: number): number {
  return Math.max(0, Math.min(list.at - Math.floor(height / 2), list.shown.length - height));
}

function clamped(at: number, length: number): number {
  return Math.max(0, Math.min(at, length - 1));
}
