import type { Cluster } from '../../../src/cluster/cluster.ts';
import { parseRequest } from '../../../src/trace/request/request.ts';
import { traceRequest, type TraceResult } from '../../../src/trace/trace.ts';
import { cluster, node, service, slice } from '../../kube-proxy/support.ts';

export const MODES = ['iptables', 'ipvs', 'nftables'] as const;
export type Mode = (typeof MODES)[number];

/** Two nodes, a Service with an endpoint on each, and one with none. */
export function small(mode: Mode): Cluster {
  return cluster(
    [
      { ...node('node1', ['192.168.0.2']), spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] } },
      { ...node('node2', ['192.168.0.3']), spec: { podCIDR: '10.244.2.0/24', podCIDRs: ['10.244.2.0/24'] } },
      service('web', { type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ port: 80, nodePort: 30_080 }] }),
      slice('web', '', 8080, ['10.244.1.5@node1', '10.244.2.7@node2']),
      service('empty', { clusterIP: '10.96.0.11', ports: [{ port: 80 }] }),
    ],
    { kubeVersion: '1.36', proxy: { mode } },
  );
}

export function trace(mode: Mode, words: string, from = 'pod=10.244.1.9', explain = true): TraceResult {
  const request = parseRequest(words.split(' '));
  return traceRequest(small(mode), { request, from, node: 'node1', namespace: 'default', explain });
}
