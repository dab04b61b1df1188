import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../src/api/meta.ts';
import type { ServiceSpec } from '../../src/api/service/type.ts';
import type { ClusterConfig } from '../../src/cluster/config.ts';
import { iptablesRuleset } from '../../src/kube-proxy/iptables.ts';
import { chainHash } from '../../src/kube-proxy/iptables/names.ts';
import { ipvsProgram, type IpvsProgram } from '../../src/kube-proxy/ipvs.ts';
import { nftTable } from '../../src/kube-proxy/nftables.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { tableText } from '../../src/nftables/print.ts';
import { cluster, node, rulesOf, service, slice } from './support.ts';

const endpoints = slice('lb', '', 8080, ['10.244.1.5@node1']);

function balanced(ips: readonly string[], spec: Partial<ServiceSpec> = {}): KubeObject[] {
  const base: ServiceSpec = { type: 'LoadBalancer', clusterIP: '10.96.0.10', ports: [{ port: 80 }] };
  return [service('lb', { ...base, ...spec }, ips), endpoints];
}

function ipvs(objects: readonly KubeObject[], config: Partial<Omit<ClusterConfig, 'proxy'>> = {}): IpvsProgram {
  return ipvsProgram(cluster([node('node1', ['192.168.0.2']), ...objects], config), 'node1', 4);
}

/** MetalLB and klipper hand out the nodes' own addresses. */
describe('an address that is the node’s own', () => {
  const bound = (objects: readonly KubeObject[], kubeVersion: string): string[] =>
    ipvs(objects, { kubeVersion }).state.boundAddresses.map(({ text }) => text);
  const objects = balanced(['192.168.0.2', '203.0.113.1'], { externalIPs: ['192.168.0.2', '203.0.113.2'] });

  it('has a virtual server, but is not put on kube-ipvs0', () => {
    expect(bound(objects, '1.36')).toEqual(['10.96.0.10', '203.0.113.1', '203.0.113.2']);
    const at = ipvs(objects).state.virtualServers.map(({ address, port }) => `${address.text}:${port}`);
    expect(at).toContain('192.168.0.2:80');
  });

  it('was put there by 1.20', () => {
    expect(bound(objects, '1.20')).toContain('192.168.0.2');
  });
});

it('1.20 lists local endpoints for a load balancer that has neither address nor node port yet', () => {
  const objects = [node('node1', ['192.168.0.2']), ...balanced([], { externalTrafficPolicy: 'Local' })];
  const ruleset = iptablesRuleset(cluster(objects, { kubeVersion: '1.20' }), 'node1', 4);
  const chain = `KUBE-XLB-${chainHash('default/lbtcp')}`;
  expect(rulesOf(ruleset, 'nat', chain).at(-1)).toMatch(/^-m comment --comment "Balancing rule 0 for default\/lb" -j/);
});

describe('source ranges', () => {
  const nft = (spec: Partial<ServiceSpec>, addresses = ['192.168.0.2']): string => {
    const made = cluster([node('node1', addresses), ...balanced(['203.0.113.1'], spec)]);
    return /ip saddr != (.*) drop/.exec(tableText(nftTable(made, 'node1', 4)))?.[1] ?? '';
  };

  /** What nft 1.0.6 lists for `{ a , b }` as kube-proxy writes it: a network is a range whatever its length. */
  it.each([
    [['198.51.100.8/32', '198.51.100.9/32'], '{ 198.51.100.8/31 }'],
    [['198.51.100.9/32', '198.51.100.10/32'], '{ 198.51.100.9-198.51.100.10 }'],
    [['198.51.100.8/32', '198.51.100.8/32'], '{ 198.51.100.8 }'],
    [['198.51.100.8/32'], '198.51.100.8'],
    [['10.0.0.0/8', '10.1.0.0/16'], '{ 10.0.0.0/8 }'],
    [['192.168.0.0/24'], '{ 192.168.0.0/24, 203.0.113.1 }'],
  ])('in nftables %j: %s', (loadBalancerSourceRanges, wanted) => {
    expect(nft({ loadBalancerSourceRanges })).toBe(wanted);
  });

  /** ipset's hash:ip,port,net stores no network of length 0; kube-proxy's rule for the set is written all the same. */
  it('of length 0 are refused by the kernel’s set, which so lets nobody in', () => {
    const { state, iptables } = ipvs(balanced(['203.0.113.1'], { loadBalancerSourceRanges: ['0.0.0.0/0'] }));
    const set = (name: string): readonly string[] => state.sets.find((one) => one.name === name)?.entries ?? [];
    expect(set('KUBE-LOAD-BALANCER-SOURCE-CIDR')).toEqual([]);
    expect(set('KUBE-LOAD-BALANCER-SOURCE-IP')).toEqual(['203.0.113.1,tcp:80,203.0.113.1']);
    expect(set('KUBE-LOAD-BALANCER-FW')).toEqual(['203.0.113.1,tcp:80']);
    expect(rulesOf(iptables, 'filter', 'KUBE-SOURCE-RANGES-FIREWALL')[0]).toContain('KUBE-LOAD-BALANCER-SOURCE-CIDR');
  });

  it('that hold 127.0.0.1 hold a node without address: that is what kube-proxy takes for its own', () => {
    const loadBalancerSourceRanges = ['0.0.0.0/0', '10.0.0.0/8'];
    const made = cluster([node('node1'), ...balanced(['203.0.113.1'], { loadBalancerSourceRanges })]);
    expect(printRuleset(iptablesRuleset(made, 'node1', 4))).toContain('-s 203.0.113.1/32');
  });
});

describe('a family of which the node has no address', () => {
  it('serves node ports on every address in nftables mode', () => {
    const text = (addresses: readonly string[], proxy: object, family: 4 | 6): string =>
      tableText(nftTable(cluster([node('node1', addresses)], { proxy }), 'node1', family));
    expect(text(['192.168.0.2'], {}, 6)).toContain('fib daddr type local ip6 daddr != ::1 meta l4proto');
    expect(text(['192.168.0.2', 'fd00::2'], {}, 6)).toContain('elements = { fd00::2 }');
    const only4 = { nodePortAddresses: ['192.168.0.0/16'] };
    expect(text(['192.168.0.2', 'fd00::2'], only4, 6)).toContain('fib daddr type local');
    expect(text(['192.168.0.2', 'fd00::2'], only4, 4)).toContain('elements = { 192.168.0.2 }');
  });
});
