import { dnsClient } from '../../discovery/resolver/client.ts';
import { lookupHints } from '../../discovery/resolver/hints.ts';
import { host } from '../../render/dns/host.ts';
import { queryTrail } from '../../render/dns/query-trail.ts';
import type { Run } from '../command.ts';
import { askerNamed, discoveryWords } from '../discovery-words.ts';
import { clientOptions } from '../dns-reach.ts';
import { openCluster } from '../workspace.ts';

/** host from a pod, a node or a throwaway pod. */
export const run: Run = async (given) => {
  const own = discoveryWords(given);
  const { io } = given;
  const cluster = await openCluster(own.context);
  const asker = askerNamed(cluster, own.from, own.namespace);
  const client = dnsClient(cluster, asker, clientOptions(cluster, asker, own));
  const { stdout, stderr, exitCode } = host(client, own.words);
  io.out(stdout);
  io.err(stderr);
  const name = own.words.find((word) => !word.startsWith('-')) ?? '';
  if (own.trace) io.out(queryTrail(name, client.exchanges));
  for (const hint of lookupHints(cluster, asker, name, client.exchanges)) io.err(`hint: ${hint}\n`);
  return exitCode;
};
