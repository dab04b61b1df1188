import { describe, expect, it } from 'vitest';
import { iptablesRuleset } from '../../src/kube-proxy/iptables.ts';
import { chainHash } from '../../src/kube-proxy/iptables/names.ts';
import { programNode } from '../../src/kube-proxy/program.ts';
import { RULE_COUNTERS, ruleCounters, withRuleHits } from '../../src/kube-proxy/rule-counters.ts';
import { withCounters } from '../../src/netfilter/counters.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { cluster, node, rulesOf, service, slice } from './support.ts';

const NODE = node('node1', ['192.168.0.2']);
const web = service('web', { type: 'NodePort', clusterIP: '10.96.0.10', ports: [{ port: 80, nodePort: 30_080 }] });
const webSlice = slice('web', '', 8080, ['10.244.1.5@node1', '10.244.2.7']);

describe('chain names', () => {
  it.each([
    ['ns1/svc1:p80tcp', 'XPGD46QRK7WJZT7O'],
    ['default/kubernetes:httpstcp', 'NPX46M4PTMTKRN6Y'],
    ['kube-system/kube-dns:dnsudp', 'TCOU7JCQXEZGVUNU'],
    ['ns4/svc4:p80tcp10.180.0.5:80', 'C6EBXVWJJZMIWKLZ'],
    ['default/nginxtcp[fd00::5]:80', 'PWB26HEWFHDVCLRJ'],
  ])('%s', (text, hash) => {
    expect(chainHash(text)).toBe(hash);
  });
});

describe('settings of kube-proxy', () => {
  it('masqueradeAll marks pods too', () => {
    const made = cluster([NODE, web, webSlice], { proxy: { masqueradeAll: true } });
    const chain = `KUBE-SVC-${chainHash('default/webtcp')}`;
    expect(rulesOf(iptablesRuleset(made, 'node1', 4), 'nat', chain)[0]).toMatch(
      /^-d 10\.96\.0\.10\/32 .* -j KUBE-MARK-MASQ$/,
    );
  });

  it('without a cluster CIDR nobody is taken for a pod', () => {
    const made = cluster([NODE, web, webSlice], { proxy: { clusterCIDR: '' } });
    const text = printRuleset(iptablesRuleset(made, 'node1', 4));
    expect(text).not.toContain('! -s 10.');
    expect(text).not.toContain('cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ');
  });

  it('nodePortAddresses limits node ports to addresses', () => {
    const proxy = { nodePortAddresses: ['192.168.0.0/24', '127.0.0.0/8'] };
    const jumps = (config: object): string[] =>
      rulesOf(
        iptablesRuleset(cluster([NODE, web, webSlice], { proxy: { ...proxy, ...config } }), 'node1', 4),
        'nat',
        'KUBE-SERVICES',
      )
        .filter((rule) => rule.endsWith('KUBE-NODEPORTS'))
        .map((rule) => /^(-d \S+ )?/.exec(rule)?.[0] ?? '');
    expect(jumps({})).toEqual(['-d 127.0.0.1/32 ', '-d 192.168.0.2/32 ']);
    expect(jumps({ localhostNodePorts: false })).toEqual(['-d 192.168.0.2/32 ']);
    expect(jumps({ nodePortAddresses: ['primary'] })).toEqual(['-d 192.168.0.2/32 ']);
    expect(jumps({ nodePortAddresses: ['fd00::/8'] })).toEqual(['']);
  });

  it('localhostNodePorts off keeps 127.0.0.0/8 out of node ports and opens no hole', () => {
    const made = cluster([NODE, web, webSlice], { proxy: { localhostNodePorts: false } });
    const ruleset = iptablesRuleset(made, 'node1', 4);
    expect(rulesOf(ruleset, 'nat', 'KUBE-SERVICES').at(-1)).toMatch(/^! -d 127\.0\.0\.0\/8 /);
    expect(rulesOf(ruleset, 'filter', 'KUBE-FIREWALL')).toEqual([]);
    expect(rulesOf(ruleset, 'nat', 'KUBE-NODEPORTS')).toHaveLength(1);
  });

  it('the masquerade bit moves the mark', () => {
    const ruleset = iptablesRuleset(cluster([NODE], { proxy: { masqueradeBit: 15 } }), 'node1', 4);
    expect(rulesOf(ruleset, 'nat', 'KUBE-MARK-MASQ')).toEqual(['-j MARK --set-xmark 0x8000/0x8000']);
  });
});

describe('a large cluster', () => {
  const ips = (count: number): string[] => Array.from({ length: count }, (_, i) => `10.244.${i >> 8}.${i & 255}`);
  const chain = `KUBE-SVC-${chainHash('default/webtcp')}`;

  it.each(['1.36', '1.20'])(
    '%s leaves comments out above 1000 endpoints, and only those of Service and endpoint chains',
    (kubeVersion) => {
      const rules = (count: number): string[] =>
        rulesOf(
          iptablesRuleset(cluster([NODE, web, slice('web', '', 80, ips(count))], { kubeVersion }), 'node1', 4),
          'nat',
          chain,
        );
      expect(rules(1000).filter((rule) => rule.includes('default/web')).length).toBeGreaterThanOrEqual(1000);
      expect(rules(1001).filter((rule) => rule.includes('-j KUBE-SEP-') && rule.includes('default/web'))).toEqual([]);
    },
  );

  it('gives every endpoint the same chance', () => {
    const made = cluster([NODE, web, slice('web', '', 80, ips(7))]);
    let left = 1;
    for (const rule of rulesOf(iptablesRuleset(made, 'node1', 4), 'nat', chain).filter((one) =>
      one.includes('KUBE-SEP'),
    )) {
      const share = Number(/--probability ([\d.]+)/.exec(rule)?.[1] ?? 1);
      expect(left * share).toBeCloseTo(1 / 7, 7);
      left *= 1 - share;
    }
  });

  it('finds a chain by name without naming all others', () => {
    const made = cluster([NODE, web, webSlice]);
    const nat = programNode(made, 'node1')
      .iptables(4)
      .tables.find((table) => table.name === 'nat');
    const target = nat?.chains.get(chain)?.rules.at(-1)?.target;
    expect(target?.kind).toBe('jump');
    const endpoint = target?.kind === 'jump' ? nat?.chains.get(target.chain) : undefined;
    expect(endpoint?.rules[1]?.target).toEqual({ kind: 'dnat', to: '10.244.2.7:8080' });
    expect(nat?.chains.get('KUBE-SEP-AAAAAAAAAAAAAAAA')).toBeUndefined();
    expect(nat?.chains.has('KUBE-SVC-AAAAAAAAAAAAAAAA')).toBe(false);
    expect([...(nat?.chains.keys() ?? [])]).toContain(chain);
  });
});

describe('where rules come from', () => {
  it('names the Service and the field', () => {
    const made = cluster([NODE, web, webSlice]);
    const nat = iptablesRuleset(made, 'node1', 4).tables.find((table) => table.name === 'nat');
    const fields = ['KUBE-SERVICES', 'KUBE-NODEPORTS'].map((name) => nat?.chains.get(name)?.rules[0]?.origin);
    expect(fields).toEqual([
      { object: 'Service default/web', field: 'spec.ports[0].port' },
      { object: 'Service default/web', field: 'spec.ports[0].nodePort' },
    ]);
  });
});

describe('counters', () => {
  it('are printed by -c once packets came by, and start again where a rule changed', () => {
    const made = cluster([NODE, web, webSlice]);
    const rule = '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES';
    const hits = [
      { table: 'nat', rule },
      { table: 'nat', rule: ':POSTROUTING' },
      { table: 'nat', rule: '-A GONE -j DROP' },
    ];
    const first = withRuleHits({}, 'node1', 4, hits, 60);
    const extras = { [RULE_COUNTERS]: withRuleHits({ [RULE_COUNTERS]: first }, 'node1', 4, hits.slice(0, 1), 40) };
    const counting = { ...made, extras } as unknown as typeof made;
    const ruleset = withCounters(iptablesRuleset(made, 'node1', 4), ruleCounters(counting, 'node1', 4));
    const lines = printRuleset(ruleset, { counters: true, table: 'nat' }).split('\n');
    expect(lines).toContain(`[2:100] ${rule}`);
    expect(lines).toContain(':POSTROUTING ACCEPT [1:60]');
    expect(lines.filter((line) => line.includes('GONE'))).toEqual([]);
    expect(lines.filter((line) => line.startsWith('-A'))).toEqual([]);
    expect(ruleCounters(counting, 'node2', 4)).toEqual({});
  });
});

describe('the other family of a single-stack cluster', () => {
  const tables = (kubeVersion: string, serviceCIDRs?: string[]): number =>
    programNode(cluster([NODE, web], { kubeVersion, ...(serviceCIDRs && { serviceCIDRs }) }), 'node1').iptables(6)
      .tables.length;

  it('has no proxier in 1.20, and one without Services today', () => {
    expect(tables('1.36')).toBe(3);
    expect(tables('1.20')).toBe(0);
    expect(tables('1.20', ['10.96.0.0/12', 'fd00:10:96::/112'])).toBe(3);
  });
});

describe('a node that is not there', () => {
  it('is refused by name', () => {
    expect(() => iptablesRuleset(cluster([NODE]), 'nowhere', 4)).toThrow('nodes "nowhere" not found');
  });
});
