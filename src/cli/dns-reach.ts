import type { Node } from '../api/node/type.ts';
import type { Pod } from '../api/pod/type.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { Transaction } from '../cluster/transaction.ts';
import type { Asker } from '../discovery/resolver/asker.ts';
import type { ClientOptions, Reachability } from '../discovery/resolver/client.ts';
import { reachByEndpoints } from '../discovery/resolver/reach.ts';
import { addressPlus } from '../net/address.ts';
import { parsePrefix } from '../net/prefix.ts';
import { seededRandom } from '../net/random.ts';
import { traceRequest } from '../trace/trace.ts';
import type { DiscoveryWords } from './discovery-words.ts';

/** How a name tool reaches the servers it asks: through the rules of the asker's node, unless `--assume-dns` spares it the way. */
export function clientOptions(cluster: Cluster, asker: Asker, words: DiscoveryWords): ClientOptions {
  if (words.assumeDns) return { assumeDns: true };
  return { reach: (server) => reachThroughRules(cluster, asker, words, server) };
}

/**
 * Whether any way to the server's UDP port 53 ends at somebody who listens. A Service without ready endpoints is silence, however
 * kube-proxy's mode puts it: resolvers wait and give up. Where a walk is not possible (a pod without a node) the endpoints decide.
 */
function reachThroughRules(cluster: Cluster, asker: Asker, words: DiscoveryWords, server: string): Reachability {
  const byEndpoints = reachByEndpoints(cluster, asker, server);
  if (byEndpoints !== 'reachable') return byEndpoints;
  const request = { text: `udp ${server} 53`, tool: 'raw', protocol: 'udp', host: server, port: 53 } as const;
  const { node, namespace } = words;
  const stage = isThrowaway(asker) ? withThrowawayPod(cluster, asker, node) : cluster;
  const from = stage === cluster ? sourceOf(asker) : `pod/${namespace}/${THROWAWAY}`;
  try {
    const { outcomes } = traceRequest(stage, { request, from, node, namespace, now: 0 });
    return outcomes.some(({ verdict }) => verdict === 'delivered' || verdict === 'undetermined')
      ? 'reachable'
      : 'timeout';
  } catch (problem) {
    if (problem instanceof Error && problem.name === 'UserError') return byEndpoints;
    throw problem;
  }
}

/** A pod of `kubectl run` as NetworkPolicies see it: in its namespace, without labels, with an address of its own. */
const THROWAWAY = 'kubesim-throwaway';

function isThrowaway(asker: Asker): asker is Extract<Asker, { kind: 'pod' }> {
  return asker.kind === 'pod' && asker.pod.metadata.uid === undefined;
}

/** The cluster with the throwaway pod in it, where policies could select it; else the cluster as it is. */
function withThrowawayPod(cluster: Cluster, asker: Extract<Asker, { kind: 'pod' }>, node: string | undefined): Cluster {
  const nodes = [...cluster.all('nodes').values()] as Node[];
  const host = nodes.find(({ metadata }) => node === undefined || metadata.name === node);
  const podCIDR = parsePrefix(host?.spec.podCIDR ?? '');
  if (cluster.all('networkpolicies').size === 0 || !host || podCIDR?.address.family !== 4) return cluster;
  const taken = new Set([...cluster.all('pods').values()].map((pod) => (pod as Pod).status?.podIP));
  let address = addressPlus(podCIDR.address, 2 ** (32 - podCIDR.length) - 2);
  while (taken.has(address.text)) address = addressPlus(address, -1);
  const transaction = new Transaction(cluster, { now: 0, random: seededRandom('') });
  transaction.putVerbatim('pods', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: THROWAWAY, namespace: asker.pod.metadata.namespace ?? 'default', uid: THROWAWAY },
    spec: { containers: [], nodeName: host.metadata.name },
    status: { phase: 'Running', podIP: address.text, podIPs: [{ ip: address.text }] },
  });
  return transaction.commit();
}

function sourceOf(asker: Asker): string | undefined {
  if (asker.kind === 'node') return `node/${asker.node}`;
  const { name, namespace = 'default', uid } = asker.pod.metadata;
  return uid === undefined ? undefined : `pod/${namespace}/${name}`;
}
