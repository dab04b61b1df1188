import type { Cluster } from '../cluster/cluster.ts';
import type { Transaction } from '../cluster/transaction.ts';

/** What a check needs from the outside: files, and the very functions behind `apply` and `import`. */
export interface CheckTools {
  /** Documents of files and folders, named relative to the test's file. */
  load(paths: readonly string[], testFile: string): Promise<Documents>;
  /** What `kubesim apply` does with documents; throws what it throws. */
  apply(tx: Transaction, documents: Documents): void | Promise<void>;
  /** What `kubesim import` makes of documents. */
  importDump(documents: Documents): Cluster;
}

/** Opaque here: loaded by the tools, and given back to them. */
export type Documents = readonly unknown[];
