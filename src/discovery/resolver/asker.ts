import type { Node } from '../../api/node/type.ts';
import type { Pod } from '../../api/pod/type.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { parseResolvConf, type ResolverSettings } from '../resolv-conf/file.ts';
import { podResolvConf } from '../resolv-conf/pod-resolv-conf.ts';

/** Who asks: a pod, a pod that would start now in a namespace, or a node. */
export type Asker =
  | { readonly kind: 'pod'; readonly pod: Pick<Pod, 'metadata' | 'spec'> & Partial<Pod> }
  | { readonly kind: 'node'; readonly node: string };

/** A pod that nobody wrote down: the default one of `kubectl run -it --rm`, in the namespace. */
export function throwawayPod(namespace: string): Asker {
  return { kind: 'pod', pod: { kind: 'Pod', metadata: { name: 'dnsutils', namespace }, spec: { containers: [] } } };
}

/** The resolv.conf the asker lives with. */
export function settingsOf(cluster: Cluster, asker: Asker): ResolverSettings {
  return asker.kind === 'node' ? parseResolvConf(cluster.config.nodeResolvConf) : podResolvConf(cluster, asker.pod);
}

/** Whether the asker lives in a node's own network: the node itself and its hostNetwork pods. */
export function isOnNode(asker: Asker): boolean {
  return asker.kind === 'node' || asker.pod.spec.hostNetwork === true;
}

/** The families of which the asker has an address beside loopback: its own ones, for a pod that nobody wrote down the pod network's. */
export function familiesOf(cluster: Cluster, asker: Asker): ReadonlySet<4 | 6> {
  const node = asker.kind === 'node' ? (cluster.get('nodes', '', asker.node) as Node | undefined) : undefined;
  const own =
    asker.kind === 'node'
      ? (node?.status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address)
      : (asker.pod.status?.podIPs ?? []).map(({ ip }) => ip);
  const texts = own.length > 0 ? own : cluster.config.podCIDRs;
  return new Set(texts.map((text) => (text.includes(':') ? 6 : 4)));
}
