import { describe, expect, it } from 'vitest';
import { address } from '../../src/net/address.ts';
import type { Packet } from '../../src/net/packet.ts';
import { evaluateRule, type RuleEnvironment } from '../../src/netfilter/evaluate.ts';
import { parseRule } from '../../src/netfilter/parse-rule.ts';

const packet: Packet = {
  protocol: 'tcp',
  source: address('10.244.1.5'),
  sourcePort: 40_000,
  destination: address('192.168.2.118'),
  destinationPort: 30_080,
  mark: 0x4000,
  inInterface: 'eth0',
};

const env: RuleEnvironment = {
  isLocal: (one) => one.text === '192.168.2.118' || one.text.startsWith('127.'),
  connection: { state: 'NEW' },
  now: 1000,
  seen: (list, one) => (list === 'known' && one === '10.244.1.5' ? [100, 950] : []),
  inSet: (name) => (name === 'mine' ? true : name === 'theirs' ? false : undefined),
  virtualServer: { protocol: 'tcp', address: address('203.0.113.10'), port: 80 },
  cameOverBridge: () => false,
};

function outcome(text: string, change: Partial<Packet> = {}, more: Partial<RuleEnvironment> = {}): string {
  const rule = parseRule(text, { family: 4, isChain: () => true });
  if (!rule) throw new Error(text);
  const result = evaluateRule(rule, { ...packet, ...change }, { ...env, ...more });
  return result.result === 'chance' ? `chance ${result.probability.toFixed(4)}` : result.result;
}

describe('one rule', () => {
  it.each<[string, string]>([
    ['-j ACCEPT', 'yes'],
    ['-s 10.244.0.0/16 -j ACCEPT', 'yes'],
    ['! -s 10.244.0.0/16 -j ACCEPT', 'no'],
    ['-d 192.168.2.118/32 -p tcp -m tcp --dport 30080 -j X', 'yes'],
    ['-p tcp -m tcp --dport 30000:30079 -j X', 'no'],
    ['-p tcp -m tcp ! --dport 80 -j X', 'yes'],
    ['-p udp -m udp --dport 30080 -j X', 'no'],
    ['-p 6 -j X', 'yes'],
    ['! -p icmp -j X', 'yes'],
    ['-i eth+ -j X', 'yes'],
    ['! -i eth0 -j X', 'no'],
    ['-o eth0 -j X', 'no'],
    ['! -o docker0 -j X', 'yes'],
    ['-m mark --mark 0x4000/0x4000 -j X', 'yes'],
    ['-m mark ! --mark 0x4000/0x4000 -j X', 'no'],
    ['-m connmark --mark 0x1 -j X', 'unknown'],
    ['-m addrtype --dst-type LOCAL -j X', 'yes'],
    ['-m addrtype ! --src-type LOCAL --dst-type LOCAL -j X', 'yes'],
    ['-m addrtype --src-type LOCAL -j X', 'no'],
    ['-m addrtype --dst-type UNICAST -j X', 'no'],
    ['-m addrtype --dst-type ANYCAST -j X', 'unknown'],
    ['-m conntrack --ctstate RELATED,ESTABLISHED -j X', 'no'],
    ['-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j X', 'yes'],
    ['-m state --state NEW -j X', 'yes'],
    ['-m statistic --mode random --probability 0.25000000000 -j X', 'chance 0.2500'],
    ['-m statistic --mode random ! --probability 0.25000000000 -j X', 'chance 0.7500'],
    ['-m statistic --mode random --probability 1.00000000000 -j X', 'yes'],
    ['-m statistic --mode nth --every 4 --packet 0 -j X', 'chance 0.2500'],
    ['-m multiport --dports 80,30000:31000 -j X', 'yes'],
    ['-m multiport ! --dports 80,30000:31000 -j X', 'no'],
    ['-m multiport --ports 40000 -j X', 'yes'],
    ['-m recent --rcheck --seconds 60 --reap --name known --mask 255.255.255.255 --rsource -j X', 'yes'],
    ['-m recent --rcheck --seconds 10 --name known --mask 255.255.255.255 --rsource -j X', 'no'],
    ['-m recent --rcheck --seconds 60 --hitcount 2 --name known --mask 255.255.255.255 --rsource -j X', 'no'],
    ['-m recent ! --rcheck --name other --mask 255.255.255.255 --rsource -j X', 'yes'],
    ['-m set --match-set mine dst,dst -j X', 'yes'],
    ['-m set ! --match-set mine dst -j X', 'no'],
    ['-m set --match-set theirs src -j X', 'no'],
    ['-m set --match-set strange src -j X', 'unknown'],
    ['-m physdev ! --physdev-is-in -j X', 'yes'],
    ['-m physdev --physdev-is-in -j X', 'no'],
    ['-m comment --comment hello -m nfacct --nfacct-name  n -j X', 'yes'],
    ['-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j X', 'yes'],
    ['-m hashlimit --hashlimit-upto 5/sec --hashlimit-name a -j X', 'unknown'],
    ['-m hashlimit --hashlimit-upto 5/sec --hashlimit-name a -m mark --mark 0x1 -j X', 'no'],
    ['-f -j X', 'no'],
    ['-m ipvs --vproto 6 --vaddr 203.0.113.10/32 --vport 80 -j X', 'yes'],
    ['-m ipvs --vproto 17 --vaddr 203.0.113.10/32 --vport 80 -j X', 'no'],
    ['-m ipvs ! --ipvs -j X', 'no'],
    ['-m ipvs --vmethod MASQ -j X', 'unknown'],
  ])('%s: %s', (text, wanted) => {
    expect(outcome(text)).toBe(wanted);
  });

  it('tells DNAT and SNAT as states of the connection', () => {
    const connection = { state: 'NEW' as const, dnat: {} };
    expect(outcome('-m conntrack --ctstate DNAT -j X', {}, { connection })).toBe('yes');
    expect(outcome('-m conntrack --ctstate SNAT -j X', {}, { connection })).toBe('no');
  });

  it('tells a ping from its answer', () => {
    const ping = { protocol: 'icmp' as const, sourcePort: 0, destinationPort: 0 };
    expect(outcome('-p icmp -m icmp --icmp-type 8 -j X', ping)).toBe('yes');
    expect(outcome('-p icmp -m icmp --icmp-type 0 -j X', ping)).toBe('no');
    expect(outcome('-p icmp -m icmp --icmp-type 8 -j X', ping, { connection: { state: 'ESTABLISHED' } })).toBe('no');
  });

  it('says what matching would note, and what failed', () => {
    const rule = parseRule('-m recent --set --name KUBE-SEP-A --mask 255.255.255.0 --rsource -j X', {
      family: 4,
      isChain: () => true,
    });
    expect(rule && evaluateRule(rule, packet, env).updates).toEqual([
      { list: 'KUBE-SEP-A', address: '10.244.1.0', action: 'note' },
    ]);
    const other = parseRule('-p tcp -m tcp --dport 1 -j X', { family: 4, isChain: () => true });
    expect(other && evaluateRule(other, packet, env).failed).toMatchObject({ kind: 'ports' });
  });
});
