import { describe, expect, it } from 'vitest';
import type { LocalDetection } from '../../src/cluster/config.ts';
import { iptablesRuleset } from '../../src/kube-proxy/iptables.ts';
import { chainHash } from '../../src/kube-proxy/iptables/names.ts';
import { ipvsProgram } from '../../src/kube-proxy/ipvs.ts';
import { nftTable } from '../../src/kube-proxy/nftables.ts';
import { tableText } from '../../src/nftables/print.ts';
import { cluster, node, rulesOf, service, slice } from './support.ts';

const web = service('web', {
  type: 'NodePort',
  clusterIP: '10.96.0.10',
  externalTrafficPolicy: 'Local',
  ports: [{ port: 80, nodePort: 30_080 }],
});
const base = node('node1', ['192.168.0.2']);
const objects = [
  { ...base, spec: { podCIDR: '10.244.7.0/24', podCIDRs: ['10.244.7.0/24', 'fd00:10:244:7::/64'] } },
  web,
  slice('web', '', 8080, ['10.244.1.5@node1']),
];
const hash = chainHash('default/webtcp');

/** How iptables-save 1.8.9 places an interface among the matches: behind the destination, before the protocol. */
describe.each<[string, LocalDetection | undefined, { inside: string; outside: string; to: string; nft: string }]>([
  ['ClusterCIDR', undefined, { inside: '-s 10.244.0.0/16', outside: '! -s 10.244.0.0/16 -d 10.96.0.10/32', to: '! -s 10.244.0.0/16', nft: 'ip saddr OP10.244.0.0/16' }], // prettier-ignore
  ['NodeCIDR', { mode: 'NodeCIDR' }, { inside: '-s 10.244.7.0/24', outside: '! -s 10.244.7.0/24 -d 10.96.0.10/32', to: '! -s 10.244.7.0/24', nft: 'ip saddr OP10.244.7.0/24' }], // prettier-ignore
  ['BridgeInterface', { mode: 'BridgeInterface', name: 'cni0' }, { inside: '-i cni0', outside: '-d 10.96.0.10/32 ! -i cni0', to: '! -i cni0', nft: 'iifname OP"cni0"' }], // prettier-ignore
  ['InterfaceNamePrefix', { mode: 'InterfaceNamePrefix', name: 'cali' }, { inside: '-i cali+', outside: '-d 10.96.0.10/32 ! -i cali+', to: '! -i cali+', nft: 'iifname OP"cali*"' }], // prettier-ignore
])('pod traffic told by %s', (_, detectLocal, wanted) => {
  const made = cluster(objects, { proxy: detectLocal ? { detectLocal } : {} });

  it('in iptables mode', () => {
    const ruleset = iptablesRuleset(made, 'node1', 4);
    expect(rulesOf(ruleset, 'nat', `KUBE-SVC-${hash}`)[0]).toBe(
      `${wanted.outside} -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ`,
    );
    expect(rulesOf(ruleset, 'nat', `KUBE-EXT-${hash}`)[0]).toBe(
      `${wanted.inside} -m comment --comment "pod traffic for default/web external destinations" -j KUBE-SVC-${hash}`,
    );
  });

  it('in IPVS mode', () => {
    const rules = rulesOf(ipvsProgram(made, 'node1', 4).iptables, 'nat', 'KUBE-SERVICES');
    expect(rules.find((rule) => rule.includes('KUBE-CLUSTER-IP'))?.startsWith(`${wanted.to} -m comment`)).toBe(true);
  });

  it('in nftables mode', () => {
    const text = tableText(nftTable(made, 'node1', 4));
    expect(text).toContain(`ip daddr @cluster-ips ${wanted.nft.replace('OP', '!= ')} meta mark set`);
    expect(text).toContain(`\t\t${wanted.nft.replace('OP', '')} goto service-`);
  });
});

it('NodeCIDR takes the network of the family', () => {
  const text = tableText(nftTable(cluster(objects, { proxy: { detectLocal: { mode: 'NodeCIDR' } } }), 'node1', 6));
  expect(text).toContain('ip6 saddr != fd00:10:244:7::/64');
});
