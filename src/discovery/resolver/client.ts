import type { Cluster } from '../../cluster/cluster.ts';
import { parseAddress } from '../../net/address.ts';
import { contains, parsePrefix } from '../../net/prefix.ts';
import { askClusterDns } from '../cluster-dns.ts';
import type { Question, Reply } from '../message/reply.ts';
import { outsideReply } from '../outside/outside-reply.ts';
import type { ResolverSettings } from '../resolv-conf/file.ts';
import { isOnNode, settingsOf, type Asker } from './asker.ts';
import { isDnsAddress, reachByEndpoints } from './reach.ts';

/** Whether packets to UDP port 53 of a server come back: `refused` is an ICMP or RST, `timeout` silence. */
export type Reachability = 'reachable' | 'timeout' | 'refused';

/** One question and what became of it. */
export interface Exchange {
  readonly server: string;
  readonly question: Question;
  readonly result: Reply | 'timeout' | 'refused';
}

export interface ClientOptions {
  /** Answer as the cluster's DNS would, whether or not its pods can be reached. */
  readonly assumeDns?: boolean;
  /** Whether the server's address answers from where the asker stands; the trace walks the node's rules for it. */
  readonly reach?: (server: string) => Reachability;
}

/** A resolver's way to its servers, and the record of what it asked. */
export interface DnsClient {
  readonly settings: ResolverSettings;
  readonly exchanges: readonly Exchange[];
  ask(server: string, question: Question): Exchange;
}

/**
 * A client that lives where `asker` lives. The cluster's DNS is asked in memory; a loopback server is the node's own stub on a
 * node and nobody in a pod; other addresses in the cluster's ranges serve no DNS; any other server is outside (see outsideReply).
 */
export function dnsClient(cluster: Cluster, asker: Asker, options: ClientOptions = {}): DnsClient {
  const exchanges: Exchange[] = [];
  const reach = options.reach ?? ((server) => reachByEndpoints(cluster, asker, server));
  const result = (server: string, question: Question): Exchange['result'] => {
    const address = parseAddress(server);
    if (!address) return 'timeout';
    if (isLoopback(server)) return isOnNode(asker) ? outsideReply(cluster, question, [server]) : 'refused';
    if (isDnsAddress(cluster, address.text, options.assumeDns)) {
      const reached = options.assumeDns ? 'reachable' : reach(address.text);
      return reached === 'reachable' ? askClusterDns(cluster, question) : reached;
    }
    const { serviceCIDRs, podCIDRs } = cluster.config;
    const ours = [...serviceCIDRs, ...podCIDRs].some((text) => {
      const range = parsePrefix(text);
      return range !== undefined && contains(range, address);
    });
    return ours ? 'timeout' : outsideReply(cluster, question, [server]);
  };
  return {
    settings: settingsOf(cluster, asker),
    exchanges,
    ask(server, question) {
      const exchange = { server, question, result: result(server, question) };
      exchanges.push(exchange);
      return exchange;
    },
  };
}

/** Whether the exchange brought a reply. */
export function isReply(result: Exchange['result']): result is Reply {
  return typeof result !== 'string';
}

function isLoopback(server: string): boolean {
  return server.startsWith('127.') || server === '::1';
}
