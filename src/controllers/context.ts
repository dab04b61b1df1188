import type { Transaction } from '../cluster/transaction.ts';
import type { EventRecorder } from './events.ts';
import type { Scope } from './scope.ts';

/**
 * How time passes. `instant`: everything that would take a while is done at once (a command). `timed`: a pod becomes Ready,
 * and a terminated one disappears, a while after it started or was deleted (the API server's own loop).
 */
export type Pace = { readonly kind: 'instant' } | TimedPace;

export interface TimedPace {
  readonly kind: 'timed';
  /** Milliseconds from a container's start until its pod is Ready. */
  readonly readyAfter: number;
  /** Milliseconds from the request to delete a pod until its containers have stopped. */
  readonly stopAfter: number;
}

export const INSTANT: Pace = { kind: 'instant' };
/** About what a small image that is already on the node takes. */
export const TIMED: TimedPace = { kind: 'timed', readyAfter: 1500, stopAfter: 1000 };

export interface Context {
  readonly tx: Transaction;
  readonly scope: Scope;
  readonly pace: Pace;
  readonly events: EventRecorder;
}

/** Looks at what is in scope, writes what follows from it, and returns whether it wrote anything. */
export type Controller = (context: Context) => boolean;
