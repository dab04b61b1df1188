import { dnsClient } from '../../discovery/resolver/client.ts';
import { lookupHints } from '../../discovery/resolver/hints.ts';
import { getent } from '../../render/dns/getent.ts';
import { queryTrail } from '../../render/dns/query-trail.ts';
import type { Run } from '../command.ts';
import { askerNamed, discoveryWords } from '../discovery-words.ts';
import { clientOptions } from '../dns-reach.ts';
import { openCluster } from '../workspace.ts';

/** getent hosts, as an application in the pod resolves names. */
export const run: Run = async (given) => {
  const own = discoveryWords(given);
  const { io } = given;
  const cluster = await openCluster(own.context);
  const asker = askerNamed(cluster, own.from, own.namespace);
  const options = { ...clientOptions(cluster, asker, own), libc: own.libc };
  const { stdout, stderr, exitCode, exchanges } = getent(
    cluster,
    asker,
    dnsClient(cluster, asker, options),
    own.words,
    options,
  );
  io.out(stdout);
  io.err(stderr);
  const name = own.words[1] ?? '';
  if (own.trace) io.out(queryTrail(name, exchanges));
  for (const hint of lookupHints(cluster, asker, name, exchanges)) io.err(`hint: ${hint}\n`);
  return exitCode;
};
