import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest, type TraceResult } from '../../src/trace/trace.ts';
import { cluster, node, service, slice } from '../kube-proxy/support.ts';

const made: Cluster = cluster(
  [
    { ...node('node1', ['192.168.0.2']), spec: { podCIDR: '10.244.1.0/24', podCIDRs: ['10.244.1.0/24'] } },
    { ...node('node2', ['192.168.0.3']), spec: { podCIDR: '10.244.2.0/24', podCIDRs: ['10.244.2.0/24'] } },
    service('web', { type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ port: 80, nodePort: 30_080 }] }),
    slice('web', '', 8080, ['10.244.1.5@node1', '10.244.2.7@node2']),
    service('empty', { clusterIP: '10.96.0.11', ports: [{ port: 80 }] }),
  ],
  { kubeVersion: '1.20', proxy: { mode: 'userspace' } },
);

function trace(from: string, host: string, port: number): TraceResult {
  const request = parseRequest(['tcp', host, String(port)]);
  return traceRequest(made, { request, from, node: 'node1', namespace: 'default' });
}

const ends = (result: TraceResult): string[] =>
  result.outcomes.map(
    ({ verdict, endpoint, sourceSeen, probability }) => `${verdict} ${endpoint?.ip} ${sourceSeen} ${probability}`,
  );

describe('a trace in userspace mode', () => {
  it('goes through the proxy process, whose address the backend sees', () => {
    const wanted = ['delivered 10.244.1.5 10.244.1.1 0.5', 'delivered 10.244.2.7 192.168.0.2 0.5'];
    expect(ends(trace('pod=10.244.1.9', '10.96.0.10', 80))).toEqual(wanted);
    expect(ends(trace('external=203.0.113.2', '192.168.0.2', 30_080))).toEqual(wanted);
    expect(ends(trace('node/node1', '10.96.0.10', 80))).toEqual(wanted);
    const steps = trace('pod=10.244.1.9', '10.96.0.10', 80).paths[0]?.steps.map((step) => step.action) ?? [];
    expect(steps.some((action) => action.includes('kube-proxy process of node1'))).toBe(true);
  });

  it('is taken and closed again where nobody serves', () => {
    const result = trace('pod=10.244.1.9', '10.96.0.11', 80);
    expect(result).toMatchObject({ verdict: 'refused', reason: 'NO_ENDPOINTS' });
  });
});
