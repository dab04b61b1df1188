import { UserError } from '../net/user-error.ts';
import type { Cluster } from '../cluster/cluster.ts';

/** Where a Cluster rests between commands. The file is one implementation; an etcd could be another. */
export interface StateStore {
  /** The cluster at rest, or undefined where there is none yet. Throws StateError for a damaged or newer state, which stays untouched. */
  read(): Promise<Cluster | undefined>;
  /**
   * Reads, changes and writes under a lock: two commands at once both take effect. `change` gets undefined where there is no
   * state yet. Written whole or not at all; a throwing `change` writes nothing. Returns the new cluster.
   */
  update(change: (cluster: Cluster | undefined) => Cluster | Promise<Cluster>): Promise<Cluster>;
  /** What is wrong with the state at rest, looked at thoroughly: reading alone does not check what it does not need. */
  damage(): StateError | undefined;
  /** Where it rests, for messages. */
  readonly location: string;
}

/** The state cannot be used as it is: damaged, or written by a newer kubesim. */
export class StateError extends UserError {
  override readonly name = 'StateError';

  constructor(message: string, hint: string) {
    super(message, 2, hint);
  }
}

/** The refusal of a file that is not what was written. */
export function damaged(location: string, why: string): StateError {
  return new StateError(
    `${location} is damaged: ${why}`,
    'it was left untouched: restore it from a copy, or move it away and start anew',
  );
}

/** The refusal of a write that the file system did not take. */
export function unwritten(location: string, problem: unknown): StateError {
  return new StateError(`cannot write ${location}: ${(problem as Error).message}`, 'the state is as it was before');
}
