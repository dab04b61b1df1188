import { sameJson } from '../api/go-value.ts';
import type { KubeObject } from '../api/meta.ts';
import type { Service } from '../api/service/type.ts';
import type { GrowingList } from './growing-list.ts';

/**
 * What every Service looked like since when: a container's variables are fixed when it starts, so a pod keeps what it saw,
 * even of Services that were changed or deleted since. Entries are in revision order.
 */
export type ServiceLedger = GrowingList<LedgerEntry>;

export interface LedgerEntry {
  readonly revision: number;
  readonly namespace: string;
  readonly name: string;
  /** What the variables are made of; null: deleted at this revision. */
  readonly service: Pick<Service['spec'], 'clusterIP' | 'ports'> | null;
}

/** The Services as they stood at `revision`, by `namespace/name`. */
export function servicesAt(ledger: Iterable<LedgerEntry>, revision: number): Map<string, LedgerEntry> {
  const standing = new Map<string, LedgerEntry>();
  for (const entry of ledger) {
    if (entry.revision > revision) break;
    const key = `${entry.namespace}/${entry.name}`;
    if (entry.service === null) standing.delete(key);
    else standing.set(key, entry);
  }
  return standing;
}

/** What a write of a Service adds to the ledger, if anything that variables are made of changed. */
export function ledgerEntry(
  revision: number,
  before: KubeObject | undefined,
  after: KubeObject | undefined,
): LedgerEntry | undefined {
  const shown = after ? facts(after) : null;
  if (before && after && sameJson(facts(before), shown)) return undefined;
  const { namespace = '', name } = (after ?? before)?.metadata ?? { name: '' };
  return { revision, namespace, name, service: shown };
}

/** What a container's variables are made of. */
export function facts(service: KubeObject): NonNullable<LedgerEntry['service']> {
  const { clusterIP, ports } = (service as Service).spec ?? {};
  return { ...(clusterIP === undefined ? {} : { clusterIP }), ...(ports === undefined ? {} : { ports }) };
}

/** The entries that say the same to whoever asks at `oldest` or later: of the time before only what stood then is kept of each Service. */
export function foldedLedger(ledger: Iterable<LedgerEntry>, oldest: number): LedgerEntry[] {
  const later = [...ledger].filter(({ revision }) => revision > oldest);
  const standing = [...servicesAt(ledger, oldest).values()].sort((a, b) => a.revision - b.revision);
  return [...standing, ...later];
}
