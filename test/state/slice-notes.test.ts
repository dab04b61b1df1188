import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateCluster } from '../../bench/generate.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import { Cluster, type ClusterParts } from '../../src/cluster/cluster.ts';
import { iptablesRuleset } from '../../src/kube-proxy/iptables.ts';
import { servicePlans } from '../../src/kube-proxy/service-plan.ts';
import { changeBetween, changed, type ClusterChange } from '../../src/state/change.ts';
import { decodeWhole, encodeWhole } from '../../src/state/layout.ts';

const STRANGE_SLICE = fc.record({
  addressType: fc.constantFrom('IPv4', 'IPv6', 'FQDN'),
  label: fc.constantFrom('svc-0', 'svc-1', 'svc-2', undefined),
  skip: fc.constantFrom(undefined, 'service.kubernetes.io/headless', 'service.kubernetes.io/service-proxy-name'),
  port: fc.record({
    name: fc.constantFrom('http', '', 'other', undefined),
    port: fc.constantFrom(8080, 0, undefined),
    protocol: fc.constantFrom('TCP', 'UDP', undefined),
  }),
  endpoints: fc.array(
    fc.record({
      addresses: fc.constantFrom(['10.0.0.1'], ['010.0.0.1'], ['::ffff:10.0.0.1'], ['fd00::1'], ['nobody'], []),
      conditions: fc.constantFrom(undefined, { ready: true }, { ready: false }, { ready: false, serving: true, terminating: true }), // prettier-ignore
      nodeName: fc.constantFrom('node1', 'node2', undefined),
    }),
    { maxLength: 3 },
  ),
});

/** A small generated cluster with these slices in place of its own. */
function clusterWith(slices: readonly KubeObject[]): Cluster {
  const parts: ClusterParts = generateCluster({ services: 3, endpoints: 2 }).parts();
  const byKey = new Map(slices.map((slice) => [`${slice.metadata.namespace}/${slice.metadata.name}`, slice]));
  return new Cluster({ ...parts, objects: new Map([...parts.objects, ['endpointslices', byKey]]) });
}

function reread(cluster: Cluster): Cluster {
  return decodeWhole(encodeWhole(cluster), 'test').cluster;
}

function told(cluster: Cluster): unknown {
  return servicePlans(cluster, 'node1', 4).map((plan) => [
    plan.name,
    plan.hasAnyEndpoint,
    plan.endpoints,
    plan.cluster,
  ]);
}

/** Slices as a dump may have them; none twice. */
const STRANGE_SLICES = fc
  .array(fc.tuple(STRANGE_SLICE, fc.nat(9), fc.nat(2)), { maxLength: 6 })
  .map((all) =>
    all.map(([{ addressType, label, skip, port, endpoints }, number, namespace]) => ({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `slice-${number}`,
        namespace: `ns-${namespace}`,
        labels: { ...(label ? { 'kubernetes.io/service-name': label } : {}), ...(skip ? { [skip]: '' } : {}) },
      },
      addressType,
      ports: [port],
      endpoints,
    })),
  )
  .map((slices) => JSON.parse(JSON.stringify(slices)) as KubeObject[]);

describe('notes beside EndpointSlices', () => {
  test('plans are the same whether slices are parsed one by one or all at once', () => {
    fc.assert(
      fc.property(STRANGE_SLICES, (slices) => {
        const cluster = clusterWith(slices);
        expect(told(reread(cluster))).toEqual(told(cluster));
      }),
    );
  });

  test('plans are the same whether changes behind the state are read one by one or all at once', () => {
    fc.assert(
      fc.property(fc.array(STRANGE_SLICES, { minLength: 2, maxLength: 4 }), ([first = [], ...others]) => {
        let cluster = clusterWith(first);
        let read = reread(cluster);
        for (const slices of others) {
          const next = clusterWith(slices);
          const change = JSON.parse(JSON.stringify(changeBetween(cluster, next))) as ClusterChange;
          read = changed(read, [change]);
          cluster = next;
        }
        expect(told(read)).toEqual(told(cluster));
        if (first.length > 0) expect(read.notedSlices()?.notes).toHaveLength(cluster.all('endpointslices').size);
      }),
    );
  });

  test('a Service without endpoints and one with them need only their own slices', () => {
    const cluster = reread(generateCluster({ services: 600, endpoints: 5 }));
    const plans = servicePlans(cluster, 'node2', 4);
    expect(plans.every((plan) => plan.hasAnyEndpoint)).toBe(true);
    expect(plans[7]?.cluster.length).toBe(5);
    expect(cluster.isLoaded('endpointslices')).toBe(false);
    const rules = iptablesRuleset(cluster, 'node2', 4).tables.flatMap((table) => [...table.chains.values()]);
    expect(rules.length).toBeGreaterThan(3600);
    expect(cluster.isLoaded('endpointslices')).toBe(true);
  });

  test('notes are written again as they were, and go with slices that changed', () => {
    const first = encodeWhole(generateCluster({ services: 4, endpoints: 2 }));
    expect(encodeWhole(decodeWhole(first, 'test').cluster).equals(first)).toBe(true);
    const cluster = decodeWhole(first, 'test').cluster;
    cluster.all('endpointslices');
    expect(encodeWhole(cluster).equals(first)).toBe(true);
    const without = reread(clusterWith([]));
    expect(without.notedSlices()).toBeUndefined();
    expect(servicePlans(without, 'node1', 4).some((plan) => plan.hasAnyEndpoint)).toBe(false);
  });
});
