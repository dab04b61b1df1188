import type { KubeObject } from '../api/meta.ts';
import type { Change, Transaction } from '../cluster/transaction.ts';

/** An object that was written: as it was when the scope began (undefined: not there) and as it is now (undefined: removed). */
export interface Touched<T extends KubeObject = KubeObject> {
  readonly key: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** By resource, how many changes of the transaction a controller has seen. */
export type Cursors = ReadonlyMap<string, number>;

/** What a controller has to look at: the objects written since it last ran, or everything there is. */
export class Scope {
  readonly #tx: Transaction;
  readonly #from: Cursors | undefined;
  /** Writes of the controller itself are for its next run. */
  readonly #to: Cursors;
  readonly #touched = new Map<string, Touched[]>();

  private constructor(tx: Transaction, from: Cursors | undefined) {
    this.#tx = tx;
    this.#from = from;
    this.#to = tx.changeCounts();
  }

  /** Every object of the cluster, unchanged. */
  static everything(tx: Transaction): Scope {
    return new Scope(tx, undefined);
  }

  /** The objects written by the changes behind `cursors`. */
  static since(tx: Transaction, cursors: Cursors): Scope {
    return new Scope(tx, cursors);
  }

  /** Whether any object of one of these resources is in scope. */
  has(...plurals: string[]): boolean {
    const from = this.#from;
    if (!from) return plurals.some((plural) => this.#tx.all(plural).size > 0);
    return plurals.some((plural) => (this.#to.get(plural) ?? 0) > (from.get(plural) ?? 0));
  }

  /** Resources of which any object is in scope. */
  plurals(): string[] {
    return [...this.#to.keys()].filter((plural) => this.has(plural));
  }

  /**
   * What stood before and stands after each write of a resource: cheaper than `touched`, for those who only ask which objects
   * take part. An object written twice comes twice.
   */
  *versions<T extends KubeObject>(plural: string): Generator<T | undefined> {
    const all = this.#tx.all(plural) as ReadonlyMap<string, T>;
    if (!this.#from) {
      yield* all.values();
      return;
    }
    for (const { key, before } of this.changes(plural)) {
      yield before as T | undefined;
      yield all.get(key);
    }
  }

  /** The writes of a resource in scope; none in a scope of everything, in which nothing changed. */
  changes(plural: string): readonly Change[] {
    const from = this.#from?.get(plural) ?? 0;
    return this.#from ? this.#tx.changesOf(plural).slice(from, this.#to.get(plural) ?? 0) : [];
  }

  /** The objects of a resource in scope, in the order of their first write, as they are at the first call. */
  touched<T extends KubeObject>(plural: string): Touched<T>[] {
    let found = this.#touched.get(plural) as Touched<T>[] | undefined;
    if (!found) this.#touched.set(plural, (found = this.#look<T>(plural)));
    return found;
  }

  #look<T extends KubeObject>(plural: string): Touched<T>[] {
    const all = this.#tx.all(plural) as ReadonlyMap<string, T>;
    if (!this.#from) return [...all].map(([key, after]) => ({ key, before: after, after }));
    const changes = this.#tx.changesOf(plural);
    const before = new Map<string, T | undefined>();
    for (let i = this.#from.get(plural) ?? 0; i < (this.#to.get(plural) ?? 0); i++) {
      const change = changes[i];
      if (change && !before.has(change.key)) before.set(change.key, change.before as T | undefined);
    }
    return [...before].map(([key, old]) => ({ key, before: old, after: all.get(key) }));
  }
}
