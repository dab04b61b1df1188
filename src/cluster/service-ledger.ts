import type { Service } from '../api/service/type.ts';

/**
 * What every Service looked like since when: a container's variables are fixed when it starts, so a pod keeps what it saw,
 * even of Services that were changed or deleted since. Entries are in revision order.
 */
export type ServiceLedger = readonly LedgerEntry[];

export interface LedgerEntry {
  readonly revision: number;
  readonly namespace: string;
  readonly name: string;
  /** What the variables are made of; null: deleted at this revision. */
  readonly service: Pick<Service['spec'], 'clusterIP' | 'ports'> | null;
}

/** The Services as they stood at `revision`, by `namespace/name`. */
export function servicesAt(ledger: ServiceLedger, revision: number): Map<string, LedgerEntry> {
  const standing = new Map<string, LedgerEntry>();
  for (const entry of ledger) {
    if (entry.revision > revision) break;
    const key = `${entry.namespace}/${entry.name}`;
    if (entry.service === null) standing.delete(key);
    else standing.set(key, entry);
  }
  return standing;
}
