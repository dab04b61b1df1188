import type { Cluster } from '../cluster/cluster.ts';
import type { Asker } from '../discovery/resolver/asker.ts';
import type { ClientOptions } from '../discovery/resolver/client.ts';
import type { DiscoveryWords } from './discovery-words.ts';

/** How a name tool reaches the servers it asks. */
export function clientOptions(_cluster: Cluster, _asker: Asker, words: DiscoveryWords): ClientOptions {
  return { assumeDns: words.assumeDns };
}
