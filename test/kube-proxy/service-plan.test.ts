import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../src/api/endpoint-slice/type.ts';
import type { KubeObject } from '../../src/api/meta.ts';
import type { ServiceSpec } from '../../src/api/service/type.ts';
import { DEFAULT_CONFIG, type ClusterConfig } from '../../src/cluster/config.ts';
import { servicePlans, type PortPlan } from '../../src/kube-proxy/service-plan.ts';
import { clusterOf, loadDump } from '../recordings/load-dump.ts';

const READY = { ready: true, serving: true, terminating: false };
const ENDING = { ready: false, serving: true, terminating: true };
const UNREADY = { ready: false, serving: false, terminating: false };

function node(name: string, zone?: string): KubeObject {
  const labels: Record<string, string> = zone ? { 'topology.kubernetes.io/zone': zone } : {};
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {} };
}

interface Situation {
  readonly spec?: Partial<ServiceSpec>;
  readonly status?: unknown;
  readonly labels?: Record<string, string>;
  readonly sliceLabels?: Record<string, string>;
  readonly endpoints?: readonly Endpoint[];
  readonly config?: Partial<ClusterConfig>;
  readonly addressType?: 'IPv4' | 'IPv6';
}

function plansFor(situation: Situation, family: 4 | 6 = 4): readonly PortPlan[] {
  const service: KubeObject = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default', labels: situation.labels ?? {} },
    spec: { clusterIP: '10.96.0.5', ports: [{ port: 80 }], ...situation.spec },
    status: situation.status,
  };
  const slice: KubeObject = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: 'web-1',
      namespace: 'default',
      labels: { 'kubernetes.io/service-name': 'web', ...situation.sliceLabels },
    },
    addressType: situation.addressType ?? 'IPv4',
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    endpoints: situation.endpoints ?? [],
  };
  const config = { ...DEFAULT_CONFIG, ...situation.config };
  return servicePlans(clusterOf([node('here', 'a'), node('there', 'b'), service, slice], config), 'here', family);
}

function planFor(situation: Situation): PortPlan {
  const [plan] = plansFor(situation);
  if (!plan) throw new Error('no plan');
  return plan;
}

const at = (ip: string, nodeName: string, more: Partial<Endpoint> = {}): Endpoint => ({
  addresses: [ip],
  nodeName,
  conditions: READY,
  ...more,
});
const ips = (list: PortPlan['cluster']): string[] => list.map((endpoint) => endpoint.ip);
const zone = (...names: string[]): Partial<Endpoint> => ({ hints: { forZones: names.map((name) => ({ name })) } });
const onNode = (name: string): Partial<Endpoint> => ({ hints: { forNodes: [{ name }], forZones: [{ name: 'a' }] } });

describe('which Services are programmed', () => {
  it.each([
    ['headless', { spec: { clusterIP: 'None' } }],
    ['without an address yet', { spec: { clusterIP: '' } }],
    ['ExternalName, even with an address', { spec: { type: 'ExternalName' as const } }],
    ['left to another proxy', { labels: { 'service.kubernetes.io/service-proxy-name': 'cilium' } }],
    [
      'headless by label, to 1.20: one selector served all its watches',
      { labels: { 'service.kubernetes.io/headless': '' }, config: { kubeVersion: '1.20' } },
    ],
    ['of the other family', { spec: { clusterIP: 'fd00::5' } }],
  ])('not one that is %s', (_, situation) => {
    expect(plansFor(situation)).toEqual([]);
  });

  it('today the label of headless ones is looked for on slices, and that of other proxies on Services', () => {
    const HEADLESS = { 'service.kubernetes.io/headless': '' };
    const OTHER = { 'service.kubernetes.io/service-proxy-name': 'cilium' };
    const endpoints = [at('10.0.0.1', 'here')];
    const counts = (situation: Situation): number[] => plansFor(situation).map((plan) => plan.endpoints.length);
    expect(counts({ labels: HEADLESS, endpoints })).toEqual([1]);
    expect(counts({ sliceLabels: HEADLESS, endpoints })).toEqual([0]);
    expect(counts({ sliceLabels: OTHER, endpoints })).toEqual([1]);
    expect(counts({ sliceLabels: OTHER, endpoints, config: { kubeVersion: '1.20' } })).toEqual([0]);
  });

  it('takes the address of the asked family', () => {
    const spec = {
      clusterIP: '10.96.0.5',
      clusterIPs: ['10.96.0.5', 'FD00:0::5'],
      ipFamilies: ['IPv4' as const, 'IPv6' as const],
    };
    expect(plansFor({ spec }, 6)[0]).toMatchObject({ clusterIP: 'fd00::5', family: 6, name: 'default/web' });
    expect(plansFor({ spec }, 4)[0]).toMatchObject({ clusterIP: '10.96.0.5', family: 4 });
  });

  it('orders by namespace, name and port of a recorded cluster', () => {
    const names = servicePlans(loadDump('1.36', 'types'), 'node1', 4).map((plan) => plan.name);
    expect(names).toEqual([
      'default/dns-like:dns',
      'default/dns-like:dns-tcp',
      'default/ext',
      'default/kubernetes:https',
      'default/lb',
      'default/lb-local',
      'default/manual:db',
      'default/multi:http',
      'default/multi:metrics',
      'default/none',
    ]);
  });
});

describe('addresses', () => {
  it('are canonical and of one family', () => {
    const plan = planFor({
      spec: {
        type: 'LoadBalancer',
        clusterIP: '010.096.0.05',
        externalIPs: ['192.000.2.1', 'fd00::1', 'nonsense'],
        loadBalancerSourceRanges: [' 10.1.2.3/8 ', 'fd00::/8', '203.0.113.0/25'],
      },
      status: {
        loadBalancer: { ingress: [{ ip: '1.2.3.4' }, { hostname: 'lb' }, { ip: '5.6.7.8', ipMode: 'Proxy' }] },
      },
    });
    expect(plan.clusterIP).toBe('10.96.0.5');
    expect(plan.externalIPs).toEqual(['192.0.2.1']);
    expect(plan.loadBalancerIPs).toEqual(['1.2.3.4']);
    expect(plan.loadBalancerSourceRanges).toEqual(['10.0.0.0/8', '203.0.113.0/25']);
  });
});

describe('endpoints', () => {
  it('are sorted by the text ip:port, each once: the last that does not terminate', () => {
    const plan = planFor({
      endpoints: [
        at('10.0.1.2', 'there'),
        at('10.0.1.10', 'x', { conditions: ENDING }),
        at('10.0.1.2', 'here', { conditions: ENDING }),
        at('010.0.1.10', 'there'),
      ],
    });
    expect(plan.endpoints.map((one) => [one.text, one.node])).toEqual([
      ['10.0.1.10:8080', 'there'],
      ['10.0.1.2:8080', 'there'],
    ]);
  });

  it('a ready one that another hides serves nobody', () => {
    const hidden = [at('10.0.1.2', 'here'), at('10.0.1.2', 'here', { conditions: UNREADY })];
    const shown = [...hidden, at('10.0.1.3', 'here', { conditions: ENDING })];
    expect(planFor({ endpoints: hidden }).hasAnyEndpoint).toBe(false);
    expect(planFor({ endpoints: shown }).hasAnyEndpoint).toBe(true);
    expect(planFor({ endpoints: hidden.toReversed() }).hasAnyEndpoint).toBe(true);
  });

  it('of one text 1.20 prefers a local one, and knows only ready ones', () => {
    const plan = planFor({
      config: { kubeVersion: '1.20' },
      endpoints: [
        at('10.0.1.2', 'there'),
        at('10.0.1.2', 'here'),
        at('10.0.1.2', 'x'),
        at('10.0.1.3', 'here', { conditions: UNREADY }),
      ],
    });
    expect(plan.endpoints.map((one) => [one.text, one.node])).toEqual([['10.0.1.2:8080', 'here']]);
  });

  it('belong to the port of the same name and protocol', () => {
    const spec = {
      ports: [
        { name: 'http', port: 80 },
        { port: 81, protocol: 'UDP' as const },
      ],
    };
    expect(plansFor({ spec, endpoints: [at('10.0.1.2', 'here')] }).map((plan) => plan.endpoints.length)).toEqual([
      0, 0,
    ]);
  });
});

describe('who may serve', () => {
  const both = { type: 'NodePort' as const, ports: [{ port: 80, nodePort: 30080 }] };
  const local = { ...both, externalTrafficPolicy: 'Local' as const };

  it.each<[string, Situation, object]>([
    [
      'ready ones',
      { endpoints: [at('10.0.0.1', 'here'), at('10.0.0.2', 'there', { conditions: UNREADY })] },
      { cluster: ['10.0.0.1'], local: [], reachable: ['10.0.0.1'], any: true, selection: 'ready' },
    ],
    [
      'nobody',
      { endpoints: [at('10.0.0.1', 'here', { conditions: UNREADY })] },
      { cluster: [], local: [], reachable: [], any: false, selection: 'ready' },
    ],
    [
      'terminating ones where nobody is ready',
      { endpoints: [at('10.0.0.1', 'here', { conditions: ENDING }), at('10.0.0.2', 'there', { conditions: UNREADY })] },
      { cluster: ['10.0.0.1'], local: [], reachable: ['10.0.0.1'], any: true, selection: 'terminating-fallback' },
    ],
    [
      'the local fallback is for this node alone',
      {
        spec: local,
        endpoints: [at('10.0.0.1', 'here', { conditions: ENDING }), at('10.0.0.2', 'there')],
      },
      {
        cluster: ['10.0.0.2'],
        local: ['10.0.0.1'],
        reachable: ['10.0.0.2', '10.0.0.1'],
        any: true,
        selection: 'ready',
      },
    ],
    [
      'internal policy Local',
      {
        spec: { internalTrafficPolicy: 'Local' },
        endpoints: [at('10.0.0.1', 'here'), at('10.0.0.2', 'there')],
      },
      { cluster: [], local: ['10.0.0.1'], reachable: ['10.0.0.1'], any: true, selection: 'ready' },
    ],
    [
      'internal policy Local with remote endpoints only',
      { spec: { internalTrafficPolicy: 'Local' }, endpoints: [at('10.0.0.2', 'there')] },
      { cluster: [], local: [], reachable: [], any: true, selection: 'ready' },
    ],
    [
      'external policy Local means nothing to a plain ClusterIP',
      { spec: { externalTrafficPolicy: 'Local' }, endpoints: [at('10.0.0.1', 'here')] },
      { cluster: ['10.0.0.1'], local: [], reachable: ['10.0.0.1'], any: true, selection: 'ready' },
    ],
    [
      'those hinted for the zone',
      { endpoints: [at('10.0.0.1', 'here', zone('a')), at('10.0.0.2', 'there', zone('b'))] },
      { cluster: ['10.0.0.1'], local: [], reachable: ['10.0.0.1'], any: true, selection: 'zone-hints' },
    ],
    [
      'all where one has no hint',
      { endpoints: [at('10.0.0.1', 'here', zone('a')), at('10.0.0.2', 'there')] },
      {
        cluster: ['10.0.0.1', '10.0.0.2'],
        local: [],
        reachable: ['10.0.0.1', '10.0.0.2'],
        any: true,
        selection: 'ready',
      },
    ],
    [
      'all where no hint names the zone',
      { endpoints: [at('10.0.0.1', 'here', zone('c')), at('10.0.0.2', 'there', zone('b'))] },
      {
        cluster: ['10.0.0.1', '10.0.0.2'],
        local: [],
        reachable: ['10.0.0.1', '10.0.0.2'],
        any: true,
        selection: 'ready',
      },
    ],
    [
      'those hinted for the node, before the zone',
      { endpoints: [at('10.0.0.1', 'here', onNode('here')), at('10.0.0.2', 'x', onNode('x'))] },
      { cluster: ['10.0.0.1'], local: [], reachable: ['10.0.0.1'], any: true, selection: 'node-hints' },
    ],
    [
      'the zone where no node hint names this node',
      { endpoints: [at('10.0.0.1', 'y', onNode('y')), at('10.0.0.2', 'x', onNode('x'))] },
      {
        cluster: ['10.0.0.1', '10.0.0.2'],
        local: [],
        reachable: ['10.0.0.1', '10.0.0.2'],
        any: true,
        selection: 'zone-hints',
      },
    ],
    [
      'local lists ignore hints, and are reachable beside them',
      { spec: local, endpoints: [at('10.0.0.1', 'here', zone('b')), at('10.0.0.2', 'there', zone('a'))] },
      {
        cluster: ['10.0.0.2'],
        local: ['10.0.0.1'],
        reachable: ['10.0.0.2', '10.0.0.1'],
        any: true,
        selection: 'zone-hints',
      },
    ],
    [
      'in 1.20 only ready ones, without hints, fallback and internal policy',
      {
        config: { kubeVersion: '1.20' },
        spec: { internalTrafficPolicy: 'Local' },
        endpoints: [at('10.0.0.1', 'here', { conditions: ENDING }), at('10.0.0.2', 'there', zone('b'))],
      },
      { cluster: ['10.0.0.2'], local: [], reachable: ['10.0.0.2'], any: true, selection: 'ready' },
    ],
  ])('%s', (_, situation, wanted) => {
    const plan = planFor(situation);
    expect({
      cluster: ips(plan.cluster),
      local: ips(plan.local),
      reachable: ips(plan.reachable),
      any: plan.hasAnyEndpoint,
      selection: plan.selection,
    }).toEqual(wanted);
  });
});
