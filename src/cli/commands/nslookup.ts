import { clusterDns } from '../../discovery/cluster-dns.ts';
import { dnsClient } from '../../discovery/resolver/client.ts';
import { lookupHints } from '../../discovery/resolver/hints.ts';
import { queryCosts } from '../../discovery/resolver/query-count.ts';
import { UserError } from '../../net/user-error.ts';
import { busyboxNslookup } from '../../render/dns/busybox-nslookup.ts';
import { bindNslookup } from '../../render/dns/nslookup.ts';
import { oldBusyboxNslookup } from '../../render/dns/old-busybox-nslookup.ts';
import { queryTrail } from '../../render/dns/query-trail.ts';
import type { Run } from '../command.ts';
import { askerNamed, discoveryWords } from '../discovery-words.ts';
import { clientOptions } from '../dns-reach.ts';
import { openCluster } from '../workspace.ts';

/** nslookup from a pod, a node or a throwaway pod. */
export const run: Run = async (given) => {
  const own = discoveryWords(given);
  const { io } = given;
  const cluster = await openCluster(own.context);
  const asker = askerNamed(cluster, own.from, own.namespace);
  for (const warning of clusterDns(cluster).warnings) io.err(`warning: ${warning}\n`);
  const options = clientOptions(cluster, asker, own);
  const client = dnsClient(cluster, asker, options);
  const run = ((): ReturnType<typeof bindNslookup> => {
    switch (own.style ?? 'bind') {
      case 'bind':
        return bindNslookup(client, own.words);
      case 'busybox':
        return busyboxNslookup(client, own.words);
      case 'busybox-1.28':
        return oldBusyboxNslookup(cluster, asker, client, own.words, options);
    }
    throw new UserError(`invalid --style ${JSON.stringify(own.style)}`, 2, 'It is bind, busybox or busybox-1.28.');
  })();
  io.out(run.stdout);
  io.err(run.stderr);
  const name = own.words.find((word) => !word.startsWith('-')) ?? '';
  if (own.trace) {
    const costs = asker.kind === 'pod' && name !== '' ? queryCosts(cluster, asker, name) : undefined;
    io.out(queryTrail(name, client.exchanges, costs));
  }
  if (own.words.length === 0)
    io.err('hint: there is no interactive mode; name what to look up: kubesim nslookup kubernetes.default\n');
  for (const hint of lookupHints(cluster, asker, name, client.exchanges)) io.err(`hint: ${hint}\n`);
  return run.exitCode;
};
