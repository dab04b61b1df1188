import { expect, test } from 'vitest';
import type { Endpoint, EndpointSlice } from '../../src/api/endpoint-slice/type.ts';
import type { Pod } from '../../src/api/pod/type.ts';
import { initCluster } from '../../src/controllers/bootstrap/init.ts';
import { seededRandom } from '../../src/net/random.ts';

const surroundings = () => ({ now: Date.UTC(2026, 10, 22, 4, 46, 24), random: seededRandom('t') });

test('a new cluster runs CoreDNS and kube-proxy on two nodes', () => {
  const cluster = initCluster({}, surroundings());
  const pods = [...cluster.all('pods').values()] as Pod[];
  const facts = pods.map((pod) => [pod.metadata.generateName, pod.spec.nodeName, pod.status?.phase, pod.status?.podIP]);
  expect(facts).toEqual([
    ['kube-proxy-', 'node1', 'Running', '192.168.2.118'],
    ['kube-proxy-', 'node2', 'Running', '192.168.2.119'],
    ['coredns-6496f5b56d-', 'node1', 'Running', '10.244.1.2'],
    ['coredns-6496f5b56d-', 'node2', 'Running', '10.244.2.2'],
  ]);
  expect(cluster.config.runningProxyModes).toEqual({ node1: 'iptables', node2: 'iptables' });
});

test('the API server and DNS have their Services and endpoints', () => {
  const cluster = initCluster({ serviceCIDRs: ['10.200.0.0/16'] }, surroundings());
  const services = [...cluster.all('services').values()].map(({ metadata, spec }) => [
    metadata.name,
    (spec as { clusterIP: string }).clusterIP,
  ]);
  expect(services).toEqual([
    ['kubernetes', '10.200.0.1'],
    ['kube-dns', '10.200.0.10'],
  ]);
  expect(cluster.config.clusterDNS).toEqual(['10.200.0.10']);
  const slices = [...cluster.all('endpointslices').values()] as EndpointSlice[];
  expect(slices.map(({ endpoints }) => endpoints?.flatMap(({ addresses }: Endpoint) => addresses))).toEqual([
    ['192.168.2.118'],
    ['10.244.1.2', '10.244.2.2'],
  ]);
});

test('dual stack gives nodes and pods an address of each family', () => {
  const options = {
    nodes: 1,
    serviceCIDRs: ['10.96.0.0/12', 'fd00:10:96::/112'],
    podCIDRs: ['10.244.0.0/16', 'fd00:10:244::/48'],
  };
  const cluster = initCluster(options, surroundings());
  const dns = ([...cluster.all('pods').values()] as Pod[]).filter(({ spec }) => !spec.hostNetwork);
  expect(dns.map(({ status }) => status?.podIPs?.map(({ ip }) => ip))).toEqual([
    ['10.244.1.2', 'fd00:10:244:1::2'],
    ['10.244.1.3', 'fd00:10:244:1::3'],
  ]);
});

test('a cluster of IPv6 alone works', () => {
  const cluster = initCluster({ serviceCIDRs: ['fd00:10:96::/112'], podCIDRs: ['fd00:10:244::/48'] }, surroundings());
  const slices = [...cluster.all('endpointslices').values()] as EndpointSlice[];
  expect(slices.map(({ addressType, endpoints }) => [addressType, endpoints?.[0]?.addresses[0]])).toEqual([
    ['IPv6', 'fd00:192:168:2::118'],
    ['IPv6', 'fd00:10:244:1::2'],
  ]);
  expect(cluster.get('services', 'kube-system', 'kube-dns')).toMatchObject({ spec: { clusterIP: 'fd00:10:96::a' } });
});

test.each([
  [{ nodes: 0 }, '1 to 5000 nodes'],
  [{ serviceCIDRs: ['10.96.0.0'] }, '10.96.0.0 is not a network'],
  [{ proxyMode: 'nftables', kubeVersion: '1.20' }, 'must be iptables, ipvs, userspace or blank'],
] as const)('%j is refused', (options, words) => {
  expect(() => initCluster(options, surroundings())).toThrow(words);
});

test('the same seed and time give the same cluster, byte for byte', () => {
  const text = () =>
    JSON.stringify([
      ...initCluster({}, surroundings()).all('pods'),
      ...initCluster({}, surroundings()).all('services'),
    ]);
  expect(text()).toBe(text());
});
