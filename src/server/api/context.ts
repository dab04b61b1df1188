import type { LiveCluster } from './live/live-cluster.ts';
import type { Snapshots } from './objects/snapshots.ts';
import type { RunProgram } from './remote/program.ts';

/** What every request is served from. */
export interface ApiContext {
  readonly live: LiveCluster;
  readonly snapshots: Snapshots;
  /** Undefined: no programs run in containers. */
  readonly runProgram: RunProgram | undefined;
}
