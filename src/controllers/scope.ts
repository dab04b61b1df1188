import type { KubeObject } from '../api/meta.ts';
import type { Transaction } from '../cluster/transaction.ts';

/** An object that was written: as it was when the scope began (undefined: not there) and as it is now (undefined: removed). */
export interface Touched<T extends KubeObject = KubeObject> {
  readonly key: string;
  readonly before: T | undefined;
  readonly after: T | undefined;
}

/** What a controller has to look at: the objects written since it last ran, or everything there is. */
export class Scope {
  readonly #tx: Transaction;
  readonly #before: Map<string, Map<string, KubeObject | undefined>> | undefined;

  private constructor(tx: Transaction, before: Map<string, Map<string, KubeObject | undefined>> | undefined) {
    this.#tx = tx;
    this.#before = before;
  }

  /** Every object of the cluster, unchanged. */
  static everything(tx: Transaction): Scope {
    return new Scope(tx, undefined);
  }

  /** The objects written by the changes numbered `cursor` and up. */
  static since(tx: Transaction, cursor: number): Scope {
    const before = new Map<string, Map<string, KubeObject | undefined>>();
    const { changes } = tx;
    for (let i = cursor; i < changes.length; i++) {
      const change = changes[i];
      if (!change) continue;
      let keys = before.get(change.plural);
      if (!keys) before.set(change.plural, (keys = new Map()));
      if (!keys.has(change.key)) keys.set(change.key, change.before);
    }
    return new Scope(tx, before);
  }

  /** Whether any object of one of these resources is in scope. */
  has(...plurals: string[]): boolean {
    return plurals.some((plural) => (this.#before ? this.#before.has(plural) : this.#tx.all(plural).size > 0));
  }

  /** The objects of a resource in scope, in the order of their first write. */
  touched<T extends KubeObject>(plural: string): Touched<T>[] {
    const all = this.#tx.all(plural) as ReadonlyMap<string, T>;
    if (!this.#before) return [...all].map(([key, after]) => ({ key, before: after, after }));
    const keys = this.#before.get(plural) as Map<string, T | undefined> | undefined;
    return keys ? [...keys].map(([key, before]) => ({ key, before, after: all.get(key) })) : [];
  }
}
