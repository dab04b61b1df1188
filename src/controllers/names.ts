import { generatedName as named } from '../cluster/names.ts';
import type { Transaction } from '../cluster/transaction.ts';

/** A name for `generateName` that is not yet taken among `plural` in the namespace. */
export function generatedName(tx: Transaction, plural: string, namespace: string, generateName: string): string {
  for (;;) {
    const name = named(generateName, tx.random);
    if (!tx.get(plural, namespace, name)) return name;
  }
}
