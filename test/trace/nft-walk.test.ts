import { describe, expect, it } from 'vitest';
import { address } from '../../src/net/address.ts';
import type { Packet, Protocol } from '../../src/net/packet.ts';
import { parseRuleset } from '../../src/nftables/parse.ts';
import type { Connection, Hook, HookContext, HookOutcome } from '../../src/trace/hook.ts';
import { NO_MEMORY } from '../../src/trace/memory.ts';
import { nftWalker } from '../../src/trace/nftables/walk.ts';

interface Given {
  readonly hook?: Hook;
  readonly protocol?: Protocol;
  readonly from?: string;
  readonly to?: string;
  readonly port?: number;
  readonly mark?: number;
  readonly connection?: Partial<Connection>;
  readonly context?: Partial<HookContext>;
}

const context = (given: Given): HookContext => ({
  node: 'node1',
  hook: given.hook ?? 'prerouting',
  isLocal: (one) => one.text.startsWith('192.168.') || one.text.startsWith('127.'),
  masqueradeAddress: () => address('192.168.0.2'),
  connection: { state: 'NEW', ...given.connection },
  memory: NO_MEMORY,
  now: 1000,
  explain: false,
  ...given.context,
});

function walk(rules: string, given: Given = {}): HookOutcome[] {
  const text = rules.startsWith('table')
    ? rules
    : `table ip t {\n\tchain c {\n\t\ttype filter hook prerouting priority filter; policy accept;\n${rules}\n\t}\n}\n`;
  return nftWalker(parseRuleset(text)).walk(packet(given), context(given));
}

function packet({ protocol = 'tcp', from = '10.244.1.5', to = '10.96.0.1', port = 80, mark = 0 }: Given): Packet {
  const isPing = protocol === 'icmp';
  return {
    protocol,
    source: address(from),
    sourcePort: isPing ? 0 : 40000,
    destination: address(to),
    destinationPort: isPing ? 0 : port,
    mark,
    inInterface: 'eth0',
    outInterface: 'cni0',
  };
}

/** `0.5 drop`, ... */
const told = (outcomes: readonly HookOutcome[]): string[] =>
  outcomes.map(
    ({ probability, verdict, detail }) =>
      `${Number(probability.toFixed(4))} ${verdict}${detail === undefined ? '' : ` ${detail}`}`,
  );

describe('conditions', () => {
  it.each<[string, Given, string]>([
    ['ip saddr 10.244.0.0/16 drop', {}, '1 drop'],
    ['ip saddr != 10.244.0.0/16 drop', {}, '1 accept'],
    ['ip saddr 10.244.1.1-10.244.1.9 drop', {}, '1 drop'],
    ['ip saddr { 10.244.1.5, 10.9.0.0/16 } drop', {}, '1 drop'],
    ['ip saddr { 10.9.0.0/16, 10.244.1.4-10.244.1.6 } drop', {}, '1 drop'],
    ['ip saddr != { 10.9.0.0/16, 10.10.0.1 } drop', {}, '1 drop'],
    ['tcp dport 80 drop', {}, '1 drop'],
    ['tcp dport 80 drop', { protocol: 'udp' }, '1 accept'],
    ['udp dport 80 drop', { protocol: 'udp' }, '1 drop'],
    ['th dport 80-90 drop', { protocol: 'udp' }, '1 drop'],
    ['tcp dport { 22, 80 } drop', {}, '1 drop'],
    ['tcp dport >= 1024 drop', {}, '1 accept'],
    ['tcp dport != 80-90 drop', {}, '1 accept'],
    ['meta l4proto { tcp, udp } drop', { protocol: 'udp' }, '1 drop'],
    ['meta l4proto icmp drop', { protocol: 'icmp' }, '1 drop'],
    ['icmp type echo-request drop', { protocol: 'icmp' }, '1 drop'],
    ['th dport 80 drop', { protocol: 'icmp' }, '1 accept'],
    ['ct state new drop', {}, '1 drop'],
    ['ct state established,related drop', {}, '1 accept'],
    ['ct state { established, new } drop', {}, '1 drop'],
    [
      'ct state vmap { invalid : drop, established : accept, new : drop }',
      { connection: { state: 'ESTABLISHED' } },
      '1 accept',
    ],
    ['ct status dnat drop', {}, '1 accept'],
    ['ct status dnat drop', { connection: { dnat: { address: address('10.1.1.1'), port: 1 } } }, '1 drop'],
    ['fib daddr type local drop', { to: '192.168.0.2' }, '1 drop'],
    ['fib daddr type local drop', {}, '1 accept'],
    ['fib saddr type != local drop', {}, '1 drop'],
    ['meta mark & 0x00004000 != 0x00000000 drop', { mark: 0x4001 }, '1 drop'],
    ['meta mark & 0x00004000 == 0x00004000 drop', { mark: 1 }, '1 accept'],
    ['meta mark 0x00000001 drop', { mark: 1 }, '1 drop'],
    ['iifname "eth*" drop', {}, '1 drop'],
    ['iifname { "lo", "eth0" } drop', {}, '1 drop'],
    ['oifname != "cni0" drop', {}, '1 accept'],
    ['tcp flags syn / fin,syn,rst,ack drop', {}, '1 drop'],
    ['ip saddr . tcp dport { 10.244.1.5 . 80, 1.2.3.4 . 5 } drop', {}, '1 drop'],
    ['ip saddr . tcp dport vmap { 10.244.1.5 . 443 : drop }', {}, '1 accept'],
    ['limit rate 5/second burst 10 packets drop', {}, '1 drop'],
    ['limit rate over 5/second drop', {}, '1 accept'],
    ['reject', {}, '1 reject icmp-port-unreachable'],
    ['reject with tcp reset', {}, '1 reject tcp-reset'],
    ['reject with icmp host-unreachable', {}, '1 reject icmp-host-unreachable'],
    ['counter packets 1 bytes 2 return\n\t\tdrop', {}, '1 accept'],
    ['numgen random mod 4 < 1 drop', {}, '0.25 drop|0.75 accept'],
    ['numgen random mod 10 vmap { 0-6 : drop, 7-8 : accept }', {}, '0.7 drop|0.2 accept|0.1 accept'],
    [' meta random & 2147483647 < 1073741824 counter packets 0 bytes 0 drop', {}, '0.5 drop|0.5 accept'],
    ['meta cpu 1 drop', {}, '1 undetermined meta cpu (ip t c)'],
    ['meta cpu 1 tcp dport 443 drop', {}, '1 accept'],
    ['meta cpu 1 counter packets 0 bytes 0', {}, '1 accept'],
    [' xt match recent counter packets 0 bytes 0 drop', {}, '1 undetermined xt match recent (ip t c)'],
    ['ip saddr @nowhere drop', {}, '1 undetermined set @nowhere (ip t c)'],
    ['jump nowhere', {}, '1 undetermined chain nowhere is not in ip t'],
    ['xt target CT', {}, '1 undetermined xt target CT (ip t c)'],
  ])('%s', (rules, given, expected) => {
    const outcomes = walk(`\t\t${rules}`, given);
    expect(told(outcomes).toSorted().join('|')).toBe(expected.split('|').toSorted().join('|'));
    expect(outcomes.reduce((sum, one) => sum + one.probability, 0)).toBeCloseTo(1, 12);
  });
});

const CHAINS = `table ip t {
	set sticky {
		type ipv4_addr
		size 65535
		flags dynamic,timeout
		timeout 3h
	}

	map m {
		type ipv4_addr . inet_service : ipv4_addr . inet_service
		elements = { 10.96.0.1 . 80 : 10.244.1.9 . 8080 }
	}

	chain late {
		type filter hook prerouting priority filter + 5; policy accept;
		meta mark 0x00000001 drop
	}

	chain nat {
		type nat hook prerouting priority dstnat; policy accept;
		tcp dport 80 jump a
		meta mark set 0x00000001
	}

	chain nat2 {
		type nat hook prerouting priority dstnat + 1; policy accept;
		dnat to 10.9.9.9
	}

	chain a {
		ip saddr 10.244.1.5 goto b
		drop
	}

	chain b {
		update @sticky { ip saddr }
		dnat ip to ip daddr . tcp dport map @m
	}
}
`;

describe('chains', () => {
  it('jump returns, goto does not come back to its own chain, and a translation ends all nat of the hook', () => {
    const [outcome] = walk(CHAINS);
    expect(outcome).toMatchObject({
      verdict: 'accept',
      packet: { destination: { text: '10.244.1.9' }, destinationPort: 8080, mark: 0 },
      connection: { dnat: { address: { text: '10.244.1.9' }, port: 8080 } },
    });
    expect(outcome?.steps.map(({ chain, position, action }) => `${chain} ${position} ${action}`)).toEqual([
      'nat 1 jump a',
      'a 1 goto b',
      'b 1 remember 10.244.1.5 for 3h',
      'b 2 DNAT to 10.244.1.9:8080',
    ]);
    expect(outcome?.examined).toBe(5);
  });

  it('without an address in the map the chain of the jump goes on', () => {
    const [outcome] = walk(CHAINS, { to: '10.96.0.2' });
    expect(outcome?.packet.destination.text).toBe('10.9.9.9');
    expect(told(walk(CHAINS, { to: '10.96.0.2' }))).toEqual(['1 drop']);
  });

  it('nat is asked for new connections only, and not where the destination is settled', () => {
    expect(walk(CHAINS, { connection: { state: 'ESTABLISHED' } })[0]?.packet.destination.text).toBe('10.96.0.1');
    expect(walk(CHAINS, { connection: { destinationDone: true } })[0]?.packet.destination.text).toBe('10.96.0.1');
  });

  it('a policy of drop, and a circle of chains', () => {
    expect(
      told(
        walk(
          'table ip t {\n\tchain c {\n\t\ttype filter hook prerouting priority filter; policy drop;\n\t\ttcp dport 443 accept\n\t}\n}\n',
        ),
      ),
    ).toEqual(['1 drop policy drop of chain c']);
    expect(
      told(
        walk(
          'table ip t {\n\tchain c {\n\t\ttype filter hook prerouting priority filter; policy accept;\n\t\tgoto d\n\t}\n\tchain d {\n\t\tgoto d\n\t}\n}\n',
        ),
      ),
    ).toEqual(['1 undetermined chain d leads back to itself']);
    expect(
      told(
        walk(
          'table ip t {\n\tchain c {\n\t\ttype filter hook prerouting priority filter; policy accept;\n\t\tjump d\n\t}\n\tchain d {\n\t\tjump d\n\t}\n}\n',
        ),
      ),
    ).toEqual(['1 undetermined chain d leads back to itself']);
  });

  it('tables of the other family and dormant ones are left out; inet counts', () => {
    const drops = (head: string): string =>
      `${head} {\n\tchain c {\n\t\ttype filter hook prerouting priority filter; policy accept;\n\t\tdrop\n\t}\n}\n`;
    expect(told(walk(drops('table ip6 t')))).toEqual(['1 accept']);
    expect(told(walk(drops('table inet t')))).toEqual(['1 drop']);
    expect(
      told(
        walk(
          'table ip t {\n\tflags dormant\n\n\tchain c {\n\t\ttype filter hook prerouting priority filter; policy accept;\n\t\tdrop\n\t}\n}\n',
        ),
      ),
    ).toEqual(['1 accept']);
  });
});

describe('what a walk remembers', () => {
  const STICKY = `table ip t {
	set s {
		type ipv4_addr
		flags dynamic,timeout
		timeout 10m
	}

	chain c {
		type nat hook prerouting priority dstnat; policy accept;
		ip saddr @s dnat to 10.0.0.1
		numgen random mod 2 vmap { 0 : goto one, 1 : goto two }
	}

	chain one {
		update @s { ip saddr }
		dnat to 10.0.0.1
	}

	chain two {
		dnat to 10.0.0.2
	}
}
`;

  it('a client in an affinity set until its time is over', () => {
    const first = walk(STICKY);
    expect(first.map(({ probability, packet: { destination } }) => [probability, destination.text])).toEqual([
      [0.5, '10.0.0.1'],
      [0.5, '10.0.0.2'],
    ]);
    const memory = first[0]?.memory ?? NO_MEMORY;
    expect(walk(STICKY, { context: { memory, now: 1599 } })).toHaveLength(1);
    expect(walk(STICKY, { context: { memory, now: 1601 } })).toHaveLength(2);
    expect(walk(STICKY, { from: '10.244.1.6', context: { memory } })).toHaveLength(2);
    expect(walk(STICKY, { context: { memory, node: 'node2' } })).toHaveLength(2);
  });

  it('the position of numgen inc, and what a hash once gave', () => {
    const rules = '\t\tnumgen inc mod 3 vmap { 0 : accept, 1 : drop, 2 : accept }';
    const first = walk(rules).find((one) => one.verdict === 'accept');
    expect(walk(rules).map((one) => one.probability)).toEqual([1 / 3, 1 / 3, 1 / 3]);
    const second = walk(rules, { context: { memory: first?.memory ?? NO_MEMORY } });
    expect(told(second)).toEqual(['1 drop']);
    const hashed = '\t\tjhash ip saddr mod 2 vmap { 0 : accept, 1 : drop }';
    const dropped = walk(hashed).find((one) => one.verdict === 'drop');
    expect(told(walk(hashed, { context: { memory: dropped?.memory ?? NO_MEMORY } }))).toEqual(['1 drop']);
  });
});

describe('what is told', () => {
  it('with explain, the rules that did not match and why', () => {
    const [outcome] = walk('\t\tip daddr 10.96.0.9 drop\n\t\ttcp dport vmap { 443 : drop }\n\t\tudp dport 80 drop', {
      context: { explain: true },
    });
    expect(outcome?.steps.map(({ failed }) => failed)).toEqual([
      'ip daddr is 10.96.0.1',
      'no verdict for 80 in the map',
      'the packet has no udp dport',
    ]);
  });

  it('without record, nothing but the outcome and the rule that ended the way', () => {
    const [dropped] = walk('\t\tdrop', { context: { record: false } });
    expect(dropped).toMatchObject({ verdict: 'drop', steps: [{ action: 'drop' }] });
    const [accepted] = walk('\t\taccept', { context: { record: false } });
    expect(accepted).toMatchObject({ verdict: 'accept', steps: [] });
  });

  it('source translation: masquerade and snat', () => {
    const post = (rule: string): string =>
      `table ip t {\n\tchain c {\n\t\ttype nat hook postrouting priority srcnat; policy accept;\n\t\t${rule}\n\t}\n}\n`;
    const [masqueraded] = walk(post('masquerade fully-random'), { hook: 'postrouting' });
    expect(masqueraded).toMatchObject({
      packet: { source: { text: '192.168.0.2' }, sourcePort: 40000 },
      connection: { snat: { port: 40000 } },
    });
    const [mapped] = walk(post('meta l4proto tcp snat to 203.0.113.1:1234'), { hook: 'postrouting' });
    expect(mapped?.packet).toMatchObject({ source: { text: '203.0.113.1' }, sourcePort: 1234 });
    expect(told(walk(post('snat to 203.0.113.1-203.0.113.9'), { hook: 'postrouting' }))).toEqual([
      '1 undetermined snat to 203.0.113.1-203.0.113.9 (ip t c)',
    ]);
    expect(
      walk(post('masquerade'), { hook: 'postrouting', connection: { sourceDone: true } })[0]?.packet.source.text,
    ).toBe('10.244.1.5');
  });
});
