import type { Cluster } from '../../cluster/cluster.ts';
import { askClusterDns } from '../cluster-dns.ts';
import { mergeOptions, type ResolverSettings } from '../resolv-conf/file.ts';
import { settingsOf, type Asker } from './asker.ts';
import { candidates } from './candidates.ts';

/** What a name costs an application (getaddrinfo with A and AAAA), and what it would cost otherwise. */
export interface QueryCosts {
  readonly asItIs: number;
  readonly withNdots2: number;
  /** Undefined where the name with a final dot is another name. */
  readonly withFinalDot: number | undefined;
}

/** Counts queries up to the name that answers; a name of the outside is taken to exist there. */
export function queryCosts(cluster: Cluster, asker: Asker, name: string): QueryCosts {
  const settings = settingsOf(cluster, asker);
  const two = { ...settings, options: mergeOptions(settings.options, ['ndots:2']) };
  const plain = walk(cluster, settings, name);
  const dotted = walk(cluster, settings, name.endsWith('.') ? name : `${name}.`);
  return {
    asItIs: plain.queries,
    withNdots2: walk(cluster, two, name).queries,
    withFinalDot: plain.found !== undefined && plain.found === dotted.found ? dotted.queries : undefined,
  };
}

function walk(
  cluster: Cluster,
  settings: ResolverSettings,
  name: string,
): { queries: number; found: string | undefined } {
  let queries = 0;
  for (const candidate of candidates(name, settings, 'glibc')) {
    queries += 2;
    const replies = ['A', 'AAAA'].map((type) => askClusterDns(cluster, { name: candidate, type }));
    const exists = replies.some((reply) => reply.answers.length > 0 || (reply.outside && reply.rcode === 'SERVFAIL'));
    if (exists) return { queries, found: candidate };
  }
  return { queries, found: undefined };
}
