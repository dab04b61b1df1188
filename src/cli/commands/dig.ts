import { clusterDns } from '../../discovery/cluster-dns.ts';
import { dnsClient } from '../../discovery/resolver/client.ts';
import { lookupHints } from '../../discovery/resolver/hints.ts';
import { dig } from '../../render/dns/dig.ts';
import { queryTrail } from '../../render/dns/query-trail.ts';
import type { Run } from '../command.ts';
import { askerNamed, discoveryWords } from '../discovery-words.ts';
import { clientOptions } from '../dns-reach.ts';
import { openCluster } from '../workspace.ts';

/** dig from a pod, a node or a throwaway pod. */
export const run: Run = async (given) => {
  const own = discoveryWords(given);
  const { io } = given;
  const cluster = await openCluster(own.context);
  const asker = askerNamed(cluster, own.from, own.namespace);
  for (const warning of clusterDns(cluster).warnings) io.err(`warning: ${warning}\n`);
  const client = dnsClient(cluster, asker, clientOptions(cluster, asker, own));
  const { stdout, stderr, exitCode } = dig(client, own.words, given.surroundings);
  io.out(stdout);
  io.err(stderr);
  const asked = client.exchanges.at(-1)?.question.name.replace(/\.$/, '') ?? '';
  if (own.trace) io.out(queryTrail(asked, client.exchanges));
  for (const hint of lookupHints(cluster, asker, asked, client.exchanges)) io.err(`hint: ${hint}\n`);
  return exitCode;
};
