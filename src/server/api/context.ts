import type { LiveCluster } from './live/live-cluster.ts';
import type { Snapshots } from './objects/snapshots.ts';

/** What every request is served from. */
export interface ApiContext {
  readonly live: LiveCluster;
  readonly snapshots: Snapshots;
}
