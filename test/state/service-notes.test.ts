import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateCluster } from '../../bench/generate.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { Cluster, keyOf, type ClusterParts } from '../../src/cluster/cluster.ts';
import { servicePlans } from '../../src/kube-proxy/service-plan.ts';
import { changeBetween, changed, type ClusterChange } from '../../src/state/change.ts';
import { decodeWhole, encodeWhole } from '../../src/state/layout.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest } from '../../src/trace/trace.ts';

/** What a Service may say that some kube-proxy does not take for the plain case; most say little of it. */
const STRANGE_SERVICE = fc.record({
  name: fc.constantFrom('svc-0', 'svc-1', 'b', 'b-1'),
  namespace: fc.constantFrom('ns-0', 'ns', 'default', undefined),
  labels: fc.option(fc.constantFrom({ 'service.kubernetes.io/service-proxy-name': 'x' }, { 'service.kubernetes.io/headless': '' }, { app: 'web' }), { nil: undefined }), // prettier-ignore
  spec: fc.record({
    type: fc.constantFrom('ClusterIP', 'ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName', undefined),
    clusterIP: fc.constantFrom('10.96.0.1', '010.96.0.1', 'fd00::1', 'fd00:0::1', '::ffff:10.96.0.2', 'None', '', undefined), // prettier-ignore
    clusterIPs: fc.constantFrom(undefined, ['10.96.0.1'], ['10.96.0.1', 'fd00::1'], ['fd00::1', '10.96.0.1']),
    ipFamilies: fc.constantFrom(undefined, [], ['IPv4'], ['IPv6'], ['IPv4', 'IPv6'], ['IPv6', 'IPv4']),
    externalIPs: fc.constantFrom(undefined, undefined, [], ['192.0.2.1'], ['2001:db8::1', '192.0.2.2']),
    sessionAffinity: fc.constantFrom('None', 'ClientIP', undefined),
    internalTrafficPolicy: fc.constantFrom('Cluster', 'Local', undefined),
    externalTrafficPolicy: fc.constantFrom('Cluster', 'Local', undefined),
    healthCheckNodePort: fc.constantFrom(undefined, 30_999),
    loadBalancerSourceRanges: fc.constantFrom(undefined, undefined, [], ['198.51.100.0/24']),
    ports: fc.option(
      fc.array(
        fc.record({
          name: fc.constantFrom('http', 'dns', '', undefined),
          protocol: fc.constantFrom('TCP', 'UDP', 'SCTP', undefined),
          port: fc.constantFrom(80, 53),
          nodePort: fc.constantFrom(undefined, undefined, 0, 30_080),
        }),
        { maxLength: 3 },
      ),
      { nil: undefined },
    ),
  }),
  ingress: fc.constantFrom(undefined, [], [{ ip: '203.0.113.1' }], [{ ip: '203.0.113.1', ipMode: 'Proxy' }]),
});

const STRANGE_SERVICES = fc
  .array(STRANGE_SERVICE, { maxLength: 5 })
  .map((all) =>
    all.map(({ name, namespace, labels, spec, ingress }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace, labels, uid: 'x' },
      spec,
      status: { loadBalancer: { ingress } },
    })),
  )
  .map((services) => JSON.parse(JSON.stringify(services)) as KubeObject[]);

function clusterWith(services: readonly KubeObject[], kubeVersion: string): Cluster {
  const parts: ClusterParts = generateCluster({ services: 3, endpoints: 2 }).parts();
  const byKey = new Map(services.map((one) => [keyOf(one), one]));
  const objects = new Map([...parts.objects, ['services', byKey]]);
  return new Cluster({ ...parts, config: { ...parts.config, kubeVersion }, objects });
}

function reread(cluster: Cluster): Cluster {
  return decodeWhole(encodeWhole(cluster), 'test').cluster;
}

function told(cluster: Cluster): unknown {
  return ([4, 6] as const).map((family) =>
    servicePlans(cluster, 'node1', family).map((plan) => {
      const { name, namespace, service, portName, protocol, port, nodePort, portField, clusterIP } = plan;
      const { externalIPs, loadBalancerIPs, loadBalancerSourceRanges, healthCheckNodePort } = plan;
      const { affinitySeconds, internalPolicyLocal, externalPolicyLocal, externallyAccessible, hasAnyEndpoint } = plan;
      return [
        [name, namespace, service, portName, protocol, port, nodePort, portField, clusterIP],
        [externalIPs, loadBalancerIPs, loadBalancerSourceRanges, healthCheckNodePort],
        [affinitySeconds, internalPolicyLocal, externalPolicyLocal, externallyAccessible, hasAnyEndpoint],
        [plan.cluster, plan.local, plan.origin(), plan.origin('spec.clusterIP')],
      ];
    }),
  );
}

const VERSION = fc.constantFrom('1.36', '1.20');

describe('notes beside Services', () => {
  test('plans are the same whether Services are parsed or noted', () => {
    fc.assert(
      fc.property(STRANGE_SERVICES, VERSION, (services, version) => {
        const cluster = clusterWith(services, version);
        const read = reread(cluster);
        expect(told(read)).toEqual(told(cluster));
        const parsed = reread(cluster);
        parsed.all('services');
        expect(told(parsed)).toEqual(told(cluster));
      }),
    );
  });

  test('plans are the same after changes behind the state', () => {
    fc.assert(
      fc.property(
        fc.array(STRANGE_SERVICES, { minLength: 2, maxLength: 4 }),
        VERSION,
        ([first = [], ...others], version) => {
          // prettier-ignore
          let cluster = clusterWith(first, version);
          let read = reread(cluster);
          for (const services of others) {
            const next = clusterWith(services, version);
            read = changed(read, [JSON.parse(JSON.stringify(changeBetween(cluster, next))) as ClusterChange]);
            cluster = next;
          }
          expect(told(read)).toEqual(told(cluster));
        },
      ),
    );
  });

  test('a trace parses neither the Services nor the EndpointSlices of a large state', () => {
    for (const mode of ['iptables', 'nftables', 'ipvs'] as const) {
      const parts = generateCluster({ services: 600, endpoints: 5 }).parts();
      const proxy = { ...parts.config.proxy, mode };
      const cluster = reread(new Cluster({ ...parts, config: { ...parts.config, proxy } }));
      const request = parseRequest(['curl', '10.64.0.10:80']);
      const { verdict, outcomes } = traceRequest(cluster, { request, namespace: 'default' });
      expect(verdict).toBe('delivered');
      expect(outcomes).toHaveLength(5);
      expect(cluster.isLoaded('services')).toBe(false);
      expect(cluster.isLoaded('endpointslices')).toBe(false);
    }
  });

  test('notes are written again as they were, and go with Services that changed', () => {
    const first = encodeWhole(generateCluster({ services: 4, endpoints: 2 }));
    expect(encodeWhole(decodeWhole(first, 'test').cluster).equals(first)).toBe(true);
    const { cluster } = decodeWhole(first, 'test');
    cluster.all('services');
    expect(encodeWhole(cluster).equals(first)).toBe(true);
    expect(servicePlans(reread(clusterWith([], '1.36')), 'node1', 4)).toEqual([]);
  });
});
