import { Transaction } from '../../../cluster/transaction.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import { restoreKubernetesService } from '../../../controllers/bootstrap/kubernetes-service.ts';
import type { TimedPace } from '../../../controllers/context.ts';
import { reconcile } from '../../../controllers/reconcile.ts';
import { seededRandom } from '../../../net/random.ts';
import type { StateStore } from '../../../state/store.ts';
import { eventsBetween, eventsOfChanges, type ResourceEvent } from './changes.ts';
import { EventRing } from './event-ring.ts';

export interface LiveOptions {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly pace: TimedPace;
  /** Instead of the cluster's own seed. */
  readonly seed?: string;
  /** Events kept of each resource for watches that come back. */
  readonly kept?: number;
}

/** Changes a transaction and returns what the client is told. May be run again on another one: it keeps nothing. */
export type Work<Result> = (tx: Transaction) => Result;

interface Job {
  readonly work: Work<unknown>;
  readonly done: (result: unknown) => void;
  readonly failed: (problem: unknown) => void;
}

/** Requests that are written to disk together. */
const LARGEST_BATCH = 500;
/** Milliseconds */
const LONGEST_GATHERING = 40;
const KEPT = 8192;

/**
 * A cluster that a server keeps in memory and on disk. Reads see the last state that rests; writes that come while another is
 * being written go to disk together, and each is answered when it rests there. What other processes write is taken over.
 */
export class LiveCluster {
  readonly #store: StateStore;
  readonly #options: LiveOptions;
  readonly #rings = new Map<string, EventRing>();
  readonly #listeners = new Set<() => void>();
  #cluster: Cluster;
  #epoch = 0;
  #floor: number;
  #queue: Job[] = [];
  #writing: Promise<void> | undefined;
  /** How long the last write took, in milliseconds. */
  #lastWrite = 0;

  /** `cluster` is what rests in the store. */
  constructor(store: StateStore, cluster: Cluster, options: LiveOptions) {
    this.#store = store;
    this.#cluster = cluster;
    this.#options = options;
    this.#floor = cluster.revision;
  }

  /** The cluster as it rests. */
  get cluster(): Cluster {
    return this.#cluster;
  }

  /** Goes up when the history broke off: every watch has to begin anew. */
  get epoch(): number {
    return this.#epoch;
  }

  get pace(): TimedPace {
    return this.#options.pace;
  }

  now(): number {
    return this.#options.now();
  }

  /** The changes of a resource that can still be told. */
  ring(plural: string): EventRing {
    let ring = this.#rings.get(plural);
    if (!ring) this.#rings.set(plural, (ring = new EventRing(this.#floor, this.#options.kept ?? KEPT)));
    return ring;
  }

  /** Calls `listener` after every change; returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What `work` returns, once its changes rest on disk. Rejects with what it throws; then nothing of it is kept. */
  write<Result>(work: Work<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      this.#queue.push({ work, done: (result) => resolve(result as Result), failed: reject });
      this.#start();
    });
  }

  /** What `work` would return. */
  try<Result>(work: Work<Result>): Result {
    return work(this.#transaction(this.#cluster));
  }

  /** Lets the controllers do what has become due; true if there was anything. */
  async tick(): Promise<boolean> {
    if (this.#writing) return false;
    const tx = this.#transaction(this.#cluster);
    reconcile(tx, { pace: this.#options.pace });
    if (tx.changes.length === 0) return false;
    await this.write(() => undefined);
    return true;
  }

  /** Takes over what another process wrote. Rejects with StateError if the state cannot be read; the last good one stays. */
  async refresh(): Promise<void> {
    if (this.#writing) return this.#writing;
    const found = await this.#store.read();
    if (found && !this.#writing) this.#absorb(found);
  }

  /** Resolves when nothing is left to be written. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  #start(): void {
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = undefined;
      if (this.#queue.length > 0) this.#start();
    });
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#gather();
      const began = performance.now();
      await this.#writeBatch(this.#queue.splice(0, LARGEST_BATCH));
      this.#lastWrite = performance.now() - began;
    }
  }

  /** Waits a little for requests of the same moment: the longer a write takes, the more it pays that they go together. */
  #gather(): Promise<void> {
    const patience = Math.min(this.#lastWrite / 8, LONGEST_GATHERING);
    if (patience < 1) return new Promise((resolve) => setImmediate(resolve));
    return new Promise((resolve) => setTimeout(resolve, patience));
  }

  async #writeBatch(jobs: readonly Job[]): Promise<void> {
    let outcome: Outcome | undefined;
    let base = this.#cluster;
    try {
      const after = await this.#store.update((found) => {
        if (found) this.#absorb(found);
        base = this.#cluster;
        outcome = this.#run(jobs, base);
        return outcome.after;
      });
      if (outcome) this.#publish(after, outcome.events);
    } catch (problem) {
      for (const job of jobs) job.failed(problem);
      return;
    }
    for (const settle of outcome?.settle ?? []) settle();
  }

  /** Runs the jobs one after the other. One that fails halfway is left out, and the others are run again without it. */
  #run(jobs: readonly Job[], base: Cluster): Outcome {
    const failures = new Map<Job, unknown>();
    for (;;) {
      const tx = this.#transaction(base);
      const settle: (() => void)[] = [];
      const spoiling = jobs.find((job) => {
        if (failures.has(job)) return false;
        const before = tx.changes.length;
        try {
          const result = job.work(tx);
          settle.push(() => job.done(result));
          return false;
        } catch (problem) {
          failures.set(job, problem);
          return tx.changes.length > before;
        }
      });
      if (spoiling) continue;
      restoreKubernetesService(tx);
      reconcile(tx, { pace: this.#options.pace });
      const after = tx.commit();
      const events = eventsOfChanges(tx.changes, base.revision, after);
      for (const [job, problem] of failures) settle.push(() => job.failed(problem));
      return { after, events, settle };
    }
  }

  #absorb(found: Cluster): void {
    if (found === this.#cluster) return;
    const events = eventsBetween(this.#cluster, found);
    if (!events) {
      this.#epoch++;
      this.#floor = found.revision;
      for (const ring of this.#rings.values()) ring.reset(found.revision);
    }
    this.#publish(found, events ?? []);
  }

  #publish(cluster: Cluster, events: readonly ResourceEvent[]): void {
    for (const { plural, ...event } of events) this.ring(plural).append(event);
    this.#cluster = cluster;
    for (const listener of this.#listeners) listener();
  }

  #transaction(base: Cluster): Transaction {
    const seed = this.#options.seed ?? base.config.seed;
    return new Transaction(base, { now: this.now(), random: seededRandom(`${seed}/${base.revision}`) });
  }
}

interface Outcome {
  readonly after: Cluster;
  readonly events: readonly ResourceEvent[];
  readonly settle: readonly (() => void)[];
}
