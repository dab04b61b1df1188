/** A list that only grows at its end. Those that came of it share its memory: appending to a long one costs what is appended. */
export class GrowingList<T> implements Iterable<T> {
  /** May be longer than this list: what is behind belongs to a successor. */
  readonly #items: T[];
  readonly length: number;

  private constructor(items: T[], length: number) {
    this.#items = items;
    this.length = length;
  }

  static of<T>(items: Iterable<T>): GrowingList<T> {
    const own = [...items];
    return new GrowingList(own, own.length);
  }

  /** The list with more behind it. */
  with(more: readonly T[]): GrowingList<T> {
    const items = this.#items.length === this.length ? this.#items : this.#items.slice(0, this.length);
    for (const item of more) items.push(item);
    return new GrowingList(items, items.length);
  }

  /** What this list has behind the items of another; undefined if it does not begin with those. */
  behind(other: GrowingList<T>): T[] | undefined {
    if (this.length < other.length) return undefined;
    const isSuccessor = this.#items === other.#items || [...other].every((item, i) => item === this.#items[i]);
    return isSuccessor ? this.#items.slice(other.length, this.length) : undefined;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let i = 0; i < this.length; i++) yield this.#items[i] as T;
  }
}
