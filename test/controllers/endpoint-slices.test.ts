import { describe, expect, test } from 'vitest';
import type { Endpoints } from '../../src/api/endpoints/type.ts';
import type { Service } from '../../src/api/service/type.ts';
import { deployment, Lab, node, pod, service } from './lab.ts';

const sizes = (lab: Lab, name: string) => lab.slices(name).map(({ endpoints }) => endpoints?.length ?? 0);

describe('slices', () => {
  test('a Service without pods has an empty placeholder, which its first pods take over', () => {
    const lab = new Lab().create(service('web'));
    const [placeholder] = lab.slices('web');
    expect([placeholder?.endpoints, placeholder?.ports]).toEqual([null, null]);
    lab.create(deployment('web', 2));
    expect(lab.slices('web').map(({ metadata }) => metadata.name)).toEqual([placeholder?.metadata.name]);
    expect(lab.slices('web')[0]?.ports).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
    lab.delete('deployments', 'web');
    expect(lab.slices('web').map(({ endpoints }) => endpoints)).toEqual([null]);
  });

  test('hold 100 endpoints at most', () => {
    const lab = new Lab({ nodes: 4 }).create(service('web'), deployment('web', 230));
    expect(sizes(lab, 'web')).toEqual([100, 100, 30]);
    lab.patch('deployments', 'web', { spec: { replicas: 240 } });
    expect(sizes(lab, 'web')).toEqual([100, 100, 40]);
    lab.patch('deployments', 'web', { spec: { replicas: 60 } });
    expect(sizes(lab, 'web').reduce((sum, size) => sum + size, 0)).toBe(60);
  });

  test('group pods by the ports that a name leads to', () => {
    const named = (name: string, port: number) =>
      pod(
        name,
        { containers: [{ name: 'c', image: 'x', ports: [{ name: 'http', containerPort: port }] }] },
        { labels: { app: 'web' } },
      );
    const lab = new Lab().create(named('a', 8080), named('b', 9090), pod('c', {}, { labels: { app: 'web' } }));
    lab.create(service('web', { ports: [{ port: 80, targetPort: 'http' }] }));
    const found = lab.slices('web').map(({ ports, endpoints }) => [ports?.[0]?.port, endpoints?.length]);
    expect(new Set(found.map(String))).toEqual(new Set(['8080,1', '9090,1', ',1']));
    const endpoints = lab.cluster.get('endpoints', 'default', 'web') as Endpoints;
    expect(endpoints.subsets?.map(({ ports }) => ports?.[0]?.port).toSorted()).toEqual([8080, 9090]);
  });

  test('carry the hostname of pods that ask for one under the Service', () => {
    const lab = new Lab().create(
      pod('db-0', { hostname: 'db-0', subdomain: 'db' }, { labels: { app: 'db' } }),
      service('db', { clusterIP: 'None' }),
    );
    expect(lab.endpoints('db')[0]?.hostname).toBe('db-0');
    expect(lab.slices('db')[0]?.metadata.labels?.['service.kubernetes.io/headless']).toBe('');
  });

  test('follow both families', () => {
    const lab = new Lab({
      serviceCIDRs: ['10.96.0.0/12', 'fd00:10:96::/112'],
      podCIDRs: ['10.244.0.0/16', 'fd00:10:244::/48'],
    });
    lab.create(deployment('web', 1), service('web', { ipFamilyPolicy: 'PreferDualStack' }));
    expect(lab.slices('web').map(({ addressType, endpoints }) => [addressType, endpoints?.[0]?.addresses[0]])).toEqual([
      ['IPv4', '10.244.1.3'],
      ['IPv6', 'fd00:10:244:1::3'],
    ]);
  });

  test('go with their Service, and so do its Endpoints', () => {
    const lab = new Lab().create(service('web'), deployment('web', 1)).delete('services', 'web');
    expect(lab.slices('web')).toEqual([]);
    expect(lab.cluster.get('endpoints', 'default', 'web')).toBeUndefined();
  });

  test('come back when somebody deletes or empties them', () => {
    const lab = new Lab().create(service('web'), deployment('web', 2));
    lab.delete('endpointslices', lab.slices('web')[0]?.metadata.name ?? '');
    expect(sizes(lab, 'web')).toEqual([2]);
    lab.delete('endpoints', 'web');
    expect((lab.cluster.get('endpoints', 'default', 'web') as Endpoints).subsets?.[0]?.addresses).toHaveLength(2);
  });
});

describe('hints', () => {
  const zones = () => {
    const lab = new Lab({ nodes: 1 }).create(node('a', 'zone-a'), node('b', 'zone-b'));
    return lab.patch('nodes', 'node1', { spec: { unschedulable: true } }, '');
  };
  const hints = (lab: Lab) =>
    lab.endpoints('web').map(({ zone, hints: own }) => [zone, own?.forZones?.[0]?.name, own?.forNodes?.[0]?.name]);

  test('trafficDistribution PreferSameZone hints each endpoint for its own zone', () => {
    const lab = zones().create(deployment('web', 2), service('web', { trafficDistribution: 'PreferSameZone' }));
    expect(hints(lab)).toEqual([
      ['zone-a', 'zone-a', undefined],
      ['zone-b', 'zone-b', undefined],
    ]);
    lab.patch('services', 'web', { spec: { trafficDistribution: null } });
    expect(hints(lab).map(([, zone]) => zone)).toEqual([undefined, undefined]);
  });

  test('PreferSameNode hints for node and zone', () => {
    const lab = zones().create(deployment('web', 2), service('web', { trafficDistribution: 'PreferSameNode' }));
    expect(hints(lab)).toEqual([
      ['zone-a', 'zone-a', 'a'],
      ['zone-b', 'zone-b', 'b'],
    ]);
  });

  const auto = { annotations: { 'service.kubernetes.io/topology-mode': 'Auto' } };

  test('topology-mode Auto moves endpoints from rich zones to poor ones', () => {
    const lab = zones().create(node('a2', 'zone-a'), node('a3', 'zone-a'));
    lab.create(deployment('web', 8), service('web', {}, auto));
    const given = hints(lab).map(([, zone]) => zone);
    expect(given.filter((zone) => zone === 'zone-a')).toHaveLength(6);
    expect(given.filter((zone) => zone === 'zone-b')).toHaveLength(2);
    const uneven = zones().create(deployment('web', 4), service('web', {}, auto));
    const onB = uneven.pods('web').filter(({ spec }) => spec.nodeName === 'b');
    for (const { metadata } of onB) uneven.delete('pods', metadata.name);
    expect(uneven.endpoints('web').every(({ hints: own }) => own !== undefined)).toBe(true);
  });

  test.each([
    ['topology-aware-hints', 'auto', ['zone-a', 'zone-b']],
    ['topology-mode', 'Auto', ['zone-a', 'zone-b']],
    ['topology-mode', 'AUTO', [undefined, undefined]],
    ['topology-mode', 'Disabled', [undefined, undefined]],
  ])('annotation %s: %s hints for %j', (name, mode, wanted) => {
    const annotations = { [`service.kubernetes.io/${name}`]: mode };
    const lab = zones().create(deployment('web', 2), service('web', {}, { annotations }));
    expect(hints(lab).map(([, zone]) => zone)).toEqual(wanted);
  });

  test('topology-mode Auto says from the start why there are no hints', () => {
    const lab = new Lab().create(deployment('web', 2), service('web', {}, auto));
    expect(hints(lab).map(([, zone]) => zone)).toEqual([undefined, undefined]);
    expect(lab.events('TopologyAwareHintsDisabled')).toEqual([
      'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4',
    ]);
  });

  test('topology-mode Auto gives up with too few endpoints, and says why', () => {
    const lab = zones().create(deployment('web', 2), service('web', {}, auto));
    expect(hints(lab).map(([, zone]) => zone)).toEqual(['zone-a', 'zone-b']);
    lab.patch('deployments', 'web', { spec: { replicas: 1 } });
    expect(hints(lab).map(([, zone]) => zone)).toEqual([undefined]);
    expect(lab.events('TopologyAwareHintsDisabled')).toEqual([
      'Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4',
    ]);
  });
});

test('Endpoints made by hand for a Service without selector are mirrored', () => {
  const subsets = [
    {
      addresses: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }],
      notReadyAddresses: [{ ip: '192.0.2.3' }],
      ports: [{ port: 5432 }],
    },
  ];
  const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'db' }, subsets };
  const lab = new Lab().create(service('db', { selector: undefined, ports: [{ port: 5432 }] }), endpoints);
  const [slice] = lab.slices('db');
  expect(slice?.metadata.labels).toEqual({
    'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    'kubernetes.io/service-name': 'db',
  });
  expect(slice?.endpoints?.map(({ addresses, conditions }) => [addresses[0], conditions?.ready])).toEqual([
    ['192.0.2.1', true],
    ['192.0.2.2', true],
    ['192.0.2.3', false],
  ]);
  lab.delete('endpoints', 'db');
  expect(lab.slices('db')).toEqual([]);
});

describe('mirrored Endpoints', () => {
  const byHand = (subsets: readonly object[], metadata: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name: 'db', ...metadata },
    subsets,
  });
  const ips = (count: number) => Array.from({ length: count }, (_, i) => ({ ip: `192.0.2.${i + 1}` }));
  const bare = (spec: object = {}) => service('db', { selector: undefined, ports: [{ port: 5432 }], ...spec });

  test('fill one slice, however many they are', () => {
    const lab = new Lab().create(bare(), byHand([{ addresses: ips(150), ports: [{ port: 5432 }] }]));
    expect(sizes(lab, 'db')).toEqual([150]);
  });

  test('hand on their labels and annotations as they are', () => {
    const metadata = { labels: { app: 'db' }, annotations: { note: 'by hand' } };
    const subsets = [{ addresses: ips(1), ports: [{ port: 5432 }] }];
    const lab = new Lab().create(bare({ clusterIP: 'None' }), byHand(subsets, metadata));
    expect(lab.slices('db')[0]?.metadata).toMatchObject(metadata);
    expect(Object.keys(lab.slices('db')[0]?.metadata.labels ?? {})).not.toContain('service.kubernetes.io/headless');
    expect(lab.slices('db')[0]?.metadata.annotations).toEqual({ note: 'by hand' });
    lab.patch('endpoints', 'db', { metadata: { annotations: { note: null } } });
    expect(lab.slices('db')[0]?.metadata.annotations ?? {}).toEqual({});
  });

  test('keep the slice of each set of ports when the others go', () => {
    const subset = (ip: string, port: number) => ({ addresses: [{ ip }], ports: [{ port }] });
    const lab = new Lab().create(bare(), byHand([subset('192.0.2.1', 1), subset('192.0.2.2', 2)]));
    const named = () => Object.fromEntries(lab.slices('db').map(({ ports, metadata }) => [ports?.[0]?.port, metadata.name])); // prettier-ignore
    const before = named();
    lab.patch('endpoints', 'db', { subsets: [subset('192.0.2.2', 2)] });
    expect(named()).toEqual({ 2: before[2] });
  });

  /** kubernetes/kubernetes#102683, fixed in 1.20.8 */
  test.each([
    ['1.36', [true, false]],
    ['1.20', [true, true]],
  ])('of %s that are not ready', (kubeVersion, wanted) => {
    const subsets = [{ addresses: ips(1), notReadyAddresses: [{ ip: '192.0.2.9' }], ports: [{ port: 5432 }] }];
    const lab = new Lab({ kubeVersion }).create(bare(), byHand(subsets));
    expect(lab.endpoints('db').map(({ conditions }) => conditions?.ready)).toEqual(wanted);
  });
});

test('more than 1000 addresses are cut off in Endpoints, not in slices', () => {
  const lab = new Lab({ nodes: 12 }).create(service('web'), deployment('web', 1100));
  const endpoints = lab.cluster.get('endpoints', 'default', 'web') as Endpoints;
  expect(endpoints.subsets?.[0]?.addresses).toHaveLength(1000);
  expect(endpoints.metadata.annotations?.['endpoints.kubernetes.io/over-capacity']).toBe('truncated');
  expect(lab.endpoints('web')).toHaveLength(1100);
});

describe('load balancers', () => {
  const ingress = (lab: Lab, name: string) =>
    (lab.cluster.get('services', 'default', name) as Service).status?.loadBalancer?.ingress;
  const balanced = (name: string, more: object = {}) => service(name, { type: 'LoadBalancer', ...more });

  test('stay pending without a pool', () => {
    expect(ingress(new Lab().create(balanced('web')), 'web')).toBeUndefined();
  });

  test('get the next free address, or the one they ask for', () => {
    const lab = new Lab({ loadBalancerPool: ['203.0.113.10-203.0.113.12'] });
    lab.create(balanced('a'), balanced('b', { loadBalancerIP: '203.0.113.12' }), balanced('c'), balanced('d'));
    expect(['a', 'b', 'c', 'd'].map((name) => ingress(lab, name))).toEqual([
      [{ ip: '203.0.113.10', ipMode: 'VIP' }],
      [{ ip: '203.0.113.12', ipMode: 'VIP' }],
      [{ ip: '203.0.113.11', ipMode: 'VIP' }],
      undefined,
    ]);
    lab.delete('services', 'a');
    expect(ingress(lab, 'd')).toEqual([{ ip: '203.0.113.10', ipMode: 'VIP' }]);
    lab.patch('services', 'd', { spec: { type: 'ClusterIP' } });
    expect(ingress(lab, 'd')).toBeUndefined();
  });
});
