import { clusterDns } from '../../discovery/cluster-dns.ts';
import { zoneTransfers } from '../../discovery/coredns/kubernetes/transfer.ts';
import { namespaceExists } from '../../discovery/zone/lookup.ts';
import { zoneFile } from '../../render/dns/zone-file.ts';
import type { Run } from '../command.ts';
import { notFound } from '../discovery-words.ts';
import { openCluster } from '../workspace.ts';

/** The zone file of the cluster or of one namespace. */
export const run: Run = async (context) => {
  const cluster = await openCluster(context);
  const namespace = context.args[0] ?? context.globals.namespace;
  if (namespace !== undefined && !namespaceExists(cluster, namespace)) throw notFound('namespaces', namespace);
  for (const warning of clusterDns(cluster).warnings) context.io.err(`warning: ${warning}\n`);
  const zones = zoneTransfers(cluster, namespace);
  if (zones.length === 0)
    context.io.err("note: the Corefile has no kubernetes plug-in: the cluster's DNS has no zone\n");
  for (const zone of zones) context.io.out(zoneFile(zone));
  return 0;
};
