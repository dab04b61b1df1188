import type { ConfigMap } from '../api/config-map/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { dnsServer, type DnsServer } from './coredns/server.ts';
import type { Question, Reply } from './message/reply.ts';

/**
 * The Corefile that kubeadm writes, for clusters whose dump has none: forwarding aside, since nobody is known to forward to.
 * Questions that leave the cluster's zones therefore end in SERVFAIL, as they do in a CoreDNS without a forwarder.
 */
function defaultCorefile(domain: string): string {
  return `.:53 {
    errors
    health
    ready
    kubernetes ${domain} in-addr.arpa ip6.arpa {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 30
    }
    reload
}
`;
}

/** The Corefile in force: ConfigMap kube-system/coredns, else kubeadm's without a forwarder. */
export function corefileOf(cluster: Cluster): string {
  const stored = (cluster.get('configmaps', 'kube-system', 'coredns') as ConfigMap | undefined)?.data?.['Corefile'];
  return typeof stored === 'string' ? stored : defaultCorefile(cluster.config.clusterDomain);
}

const LIMIT = 16;
const servers = new Map<string, DnsServer>();

/** The cluster's DNS server. Throws a UserError in CoreDNS's words for a Corefile that it would not start with. */
export function clusterDns(cluster: Cluster): DnsServer {
  const corefile = corefileOf(cluster);
  let server = servers.get(corefile);
  if (!server) {
    server = dnsServer(corefile);
    if (servers.size >= LIMIT) servers.clear();
    servers.set(corefile, server);
  }
  return server;
}

/** What the cluster's DNS says to one question, wherever it comes from and whether or not its pods can be reached. */
export function askClusterDns(cluster: Cluster, question: Question): Reply {
  return clusterDns(cluster).answer(cluster, question);
}
