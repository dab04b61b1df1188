import type { KubeObject } from '../api/meta.ts';
import type { Random } from '../net/random.ts';
import { Cluster, keyOf, objectKey, type ObjectMap, type ObjectSource } from './cluster.ts';
import type { ClusterConfig } from './config.ts';
import { GrowingList } from './growing-list.ts';
import { LayeredMap } from './layered-map.ts';
import { hasStarted } from './pod-start.ts';
import { foldedLedger, ledgerEntry, type LedgerEntry, type ServiceLedger } from './service-ledger.ts';

/** Time and chance, passed in from the edge: the core has no clock and no dice of its own. */
export interface Surroundings {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly random: Random;
}

/** Entries beyond twice the number of Services before a ledger is tidied. */
const LONG_LEDGER = 1000;

/** One write of a transaction: which object, and what stood there before it. */
export interface Change {
  readonly plural: string;
  readonly key: string;
  readonly before: KubeObject | undefined;
}

/**
 * A cluster being changed. Objects handed out are frozen in spirit: never mutate one, `put` a changed copy.
 * The first write to a resource lays a layer over its map. If the work throws, the old Cluster is simply still there.
 */
export class Transaction implements Surroundings {
  readonly now: number;
  readonly random: Random;
  readonly #base: Cluster;
  readonly #changed = new Map<string, LayeredMap<string, KubeObject>>();
  readonly #changes: Change[] = [];
  readonly #changesByPlural = new Map<string, Change[]>();
  #timestamp: string | undefined;
  #config: ClusterConfig;
  #revision: number;
  #extras: Record<string, unknown>;
  readonly #sources = new Map<string, LayeredMap<string, ObjectSource>>();
  /** Instead of the base's (import). */
  #ledger: ServiceLedger | undefined;
  readonly #ledgerEntries: LedgerEntry[] = [];
  #podStarts: LayeredMap<string, number> | undefined;

  constructor(base: Cluster, surroundings: Surroundings) {
    this.#base = base;
    this.now = surroundings.now;
    this.random = surroundings.random;
    this.#config = base.config;
    this.#revision = base.revision;
    this.#extras = base.extras;
  }

  get config(): ClusterConfig {
    return this.#config;
  }

  get revision(): number {
    return this.#revision;
  }

  /** The transaction's moment as the API writes it: `2026-11-22T04:46:24Z`. */
  timestamp(): string {
    return (this.#timestamp ??= new Date(this.now).toISOString().replace(/\.\d+Z$/, 'Z'));
  }

  all(plural: string): ObjectMap {
    return this.#changed.get(plural) ?? this.#base.all(plural);
  }

  /** The objects of a resource as they were before the transaction. */
  original(plural: string): ObjectMap {
    return this.#base.all(plural);
  }

  /** One object, or undefined; does not load the others of its resource where none of them was changed. */
  get(plural: string, namespace: string, name: string): KubeObject | undefined {
    const changed = this.#changed.get(plural);
    return changed ? changed.get(objectKey(namespace, name)) : this.#base.get(plural, namespace, name);
  }

  /** Stores the object under the next revision, which becomes its resourceVersion, and returns it as stored. */
  put(plural: string, object: KubeObject): KubeObject {
    const revision = ++this.#revision;
    const stored: KubeObject = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
    const before = this.#write(plural, stored);
    if (plural === 'services') this.#record(ledgerEntry(revision, before, stored));
    else if (plural === 'pods' && hasStarted(before, stored)) this.setPodStart(stored.metadata.uid ?? '', revision);
    return stored;
  }

  /**
   * Stores the object exactly as it is (import): its own resourceVersion, if any, moves the revision up. Not among the
   * `changes`: controllers have nothing to add to it.
   */
  putVerbatim(plural: string, object: KubeObject): void {
    const own = Number(object.metadata.resourceVersion ?? 0);
    if (Number.isSafeInteger(own) && own > this.#revision) this.#revision = own;
    this.#writable(plural).set(keyOf(object), object);
  }

  /** Takes the object out and returns it; the removal gets a revision of its own. */
  remove(plural: string, namespace: string, name: string): KubeObject | undefined {
    const key = objectKey(namespace, name);
    const gone = this.all(plural).get(key);
    if (!gone) return undefined;
    this.#revision++;
    this.#writable(plural).delete(key);
    this.#note({ plural, key, before: gone });
    if (plural === 'services') this.#record(ledgerEntry(this.#revision, gone, undefined));
    else if (plural === 'pods' && this.#hasPodStart(gone)) this.#writablePodStarts().delete(gone.metadata.uid ?? '');
    if (this.source(plural, key)) this.#writableSources(plural).delete(key);
    return gone;
  }

  /** Every write so far but verbatim ones, in order: controllers look only at what changed since they last ran. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** Those of one resource. */
  changesOf(plural: string): readonly Change[] {
    return this.#changesByPlural.get(plural) ?? [];
  }

  /** How many there are so far of each resource: from here on a controller has to look when it runs again. */
  changeCounts(): ReadonlyMap<string, number> {
    return new Map([...this.#changesByPlural].map(([plural, changes]) => [plural, changes.length]));
  }

  configure(change: Partial<ClusterConfig>): void {
    this.#config = { ...this.#config, ...change };
  }

  extra(name: string): unknown {
    return this.#extras[name];
  }

  setExtra(name: string, value: unknown): void {
    this.#extras = { ...this.#extras, [name]: value };
  }

  /** Remembers where in which file the object was written. */
  setSource(plural: string, key: string, source: ObjectSource): void {
    this.#writableSources(plural).set(key, source);
  }

  source(plural: string, key: string): ObjectSource | undefined {
    return (this.#sources.get(plural) ?? this.#base.sources.get(plural))?.get(key);
  }

  /** Replaces the whole ledger (import). Writes of Services append to it by themselves. */
  setLedger(entries: readonly LedgerEntry[]): void {
    this.#ledger = GrowingList.of(entries);
    this.#ledgerEntries.length = 0;
  }

  appendLedger(entry: LedgerEntry): void {
    this.#ledgerEntries.push(entry);
  }

  /** Remembers that the containers of the pod with this uid started at the given revision. `put` does so by itself. */
  setPodStart(uid: string, revision: number): void {
    this.#writablePodStarts().set(uid, revision);
  }

  /** Moves the revision up to at least `revision`. */
  advanceRevision(revision: number): void {
    if (revision > this.#revision) this.#revision = revision;
  }

  /** The cluster after the change; the base itself where nothing changed. */
  commit(): Cluster {
    const parts = this.#base.parts();
    const untouched =
      this.#changed.size === 0 &&
      this.#config === parts.config &&
      this.#revision === parts.revision &&
      this.#extras === parts.extras &&
      this.#sources.size === 0 &&
      !this.#ledger &&
      this.#ledgerEntries.length === 0 &&
      !this.#podStarts;
    if (untouched) return this.#base;
    const objects = new Map(parts.objects);
    for (const [plural, map] of this.#changed) objects.set(plural, map);
    return new Cluster({
      config: this.#config,
      revision: this.#revision,
      objects,
      sources: this.#sources.size > 0 ? new Map([...this.#base.sources, ...this.#sources]) : parts.sources,
      ledger: this.#ledger || this.#ledgerEntries.length > 0 ? this.#grownLedger() : parts.ledger,
      podStarts: this.#podStarts ?? parts.podStarts,
      extras: this.#extras,
    });
  }

  #write(plural: string, object: KubeObject): KubeObject | undefined {
    const map = this.#writable(plural);
    const key = keyOf(object);
    const before = map.get(key);
    this.#note({ plural, key, before });
    map.set(key, object);
    return before;
  }

  #note(change: Change): void {
    this.#changes.push(change);
    const known = this.#changesByPlural.get(change.plural);
    if (known) known.push(change);
    else this.#changesByPlural.set(change.plural, [change]);
  }

  /** Where it has grown long, without what no pod can have seen any more. */
  #grownLedger(): ServiceLedger {
    const ledger = (this.#ledger ?? this.#base.ledger).with(this.#ledgerEntries);
    if (ledger.length < LONG_LEDGER + 2 * this.all('services').size) return ledger;
    const starts = (this.#podStarts ?? this.#base.podStarts).values();
    let oldest = this.#revision;
    for (const revision of starts) if (revision < oldest) oldest = revision;
    return GrowingList.of(foldedLedger(ledger, oldest));
  }

  #record(entry: LedgerEntry | undefined): void {
    if (entry) this.appendLedger(entry);
  }

  #hasPodStart(pod: KubeObject): boolean {
    return (this.#podStarts ?? this.#base.podStarts).has(pod.metadata.uid ?? '');
  }

  #writablePodStarts(): LayeredMap<string, number> {
    return (this.#podStarts ??= LayeredMap.from(this.#base.podStarts));
  }

  #writable(plural: string): LayeredMap<string, KubeObject> {
    let map = this.#changed.get(plural);
    if (!map) this.#changed.set(plural, (map = LayeredMap.from(this.#base.all(plural))));
    return map;
  }

  #writableSources(plural: string): LayeredMap<string, ObjectSource> {
    let map = this.#sources.get(plural);
    if (!map) this.#sources.set(plural, (map = LayeredMap.from(this.#base.sources.get(plural) ?? new Map())));
    return map;
  }
}

/** The cluster that `work` makes of `base`. Whatever `work` throws leaves `base` as it was. */
export function transact(base: Cluster, surroundings: Surroundings, work: (transaction: Transaction) => void): Cluster {
  const transaction = new Transaction(base, surroundings);
  work(transaction);
  return transaction.commit();
}
