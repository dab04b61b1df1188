import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIpset } from '../../src/ipvs/ipset-parse.ts';
import { parseRuleset as parseIptables } from '../../src/netfilter/parse.ts';
import { address } from '../../src/net/address.ts';
import type { Packet } from '../../src/net/packet.ts';
import { parseRuleset as parseNft } from '../../src/nftables/parse.ts';
import type { Hook, HookContext, HookWalker } from '../../src/trace/hook.ts';
import { ipvsWalker } from '../../src/trace/ipvs/walk.ts';
import { memoryEntries, NO_MEMORY } from '../../src/trace/memory.ts';
import { nftWalker } from '../../src/trace/nftables/walk.ts';

/** Whatever rules a host has: a walk without steps, with all that it learned from the packets before, ends as one with steps. */

const NFT = [
  'ip daddr @known', 'ip daddr != 10.0.0.0/30', 'ip daddr 10.0.0.2', 'ip saddr 10.0.0.0/31', 'ip saddr @known', 'tcp dport 80',
  'th dport { 80, 443 }', 'meta l4proto udp', 'meta mark & 0x00004000 != 0x00000000', 'meta mark 0x00000001', 'ct state new',
  'ct state established,related', 'ct status dnat', 'fib daddr type local', 'fib daddr type != local', 'iifname "eth0"',
  'oifname "cni*"', 'numgen random mod 4 < 1', 'ip daddr . meta l4proto . th dport @tuples', 'ip saddr @seen', 'counter',
  'meta mark set meta mark | 0x00004000', 'meta mark set 0x00000002', 'update @seen { ip saddr timeout 5s }',
] as const; // prettier-ignore
const NFT_ENDS = [
  '', 'accept', 'drop', 'return', 'reject', 'jump other', 'goto other',
  'ip daddr . meta l4proto . th dport vmap @verdicts', 'ip daddr vmap { 10.0.0.1 : drop, 10.0.0.2 : jump other }',
] as const; // prettier-ignore
const NFT_NAT = { prerouting: 'dnat to 10.0.0.3:80', output: 'dnat to :80', postrouting: 'masquerade', input: 'snat to 10.0.0.1', forward: '' }; // prettier-ignore

const IPTABLES = [
  '-d 10.0.0.2/32', '! -d 10.0.0.2/32', '-d 10.0.0.0/31', '-s 10.0.0.0/31', '! -s 10.0.0.1/32', '-p tcp', '-p udp', '-i eth0', '-o cni0',
  '-m mark --mark 0x4000/0x4000', '-m mark ! --mark 0x4000/0x4000', '-m conntrack --ctstate NEW',
  '-m conntrack --ctstate DNAT', '-m addrtype --dst-type LOCAL', '-m addrtype ! --dst-type LOCAL',
  '-m statistic --mode random --probability 0.25000000000', '-m set --match-set TUPLES dst,dst',
  '-m set ! --match-set KNOWN dst', '-m set --match-set KNOWN src', '-m recent --name seen --set --mask 255.255.255.255 --rsource',
] as const; // prettier-ignore
const IPTABLES_ENDS = ['', '-j ACCEPT', '-j DROP', '-j RETURN', '-j OTHER', '-g OTHER', '-j MARK --set-xmark 0x4000/0x4000', '-j MARK --set-xmark 0x2/0xffffffff'] as const; // prettier-ignore
const IPTABLES_NAT = { prerouting: '-j DNAT --to-destination 10.0.0.3:80', output: '-j DNAT --to-destination :80', postrouting: '-j MASQUERADE', input: '-j SNAT --to-source 10.0.0.1', forward: '' }; // prettier-ignore

const HOOKS = ['prerouting', 'input', 'forward', 'output', 'postrouting'] as const;

interface Drawn {
  readonly conditions: readonly string[];
  readonly end: string;
}

/** What a condition asks about: iptables takes each option once. */
const subject = (condition: string): string =>
  /-[a-z](?: [a-z]+)?/.exec(condition)?.[0].replace(/^(-[^m]) .*/, '$1') ?? condition;

const drawn = (conditions: readonly string[], ends: readonly string[]): fc.Arbitrary<Drawn> =>
  fc.record({
    conditions: fc.uniqueArray(fc.constantFrom(...conditions), { maxLength: 2, selector: subject }),
    end: fc.constantFrom(...ends, 'NAT'),
  });

const rules = (conditions: readonly string[], ends: readonly string[]): fc.Arbitrary<Drawn[]> =>
  fc.array(drawn(conditions, ends), { maxLength: 4 });

const programs = (conditions: readonly string[], ends: readonly string[]) =>
  fc.record({
    hook: fc.constantFrom(...HOOKS),
    filter: rules(conditions, ends),
    nat: rules(conditions, ends),
    natPriority: fc.constantFrom(-100, 100),
    other: rules(
      conditions,
      ends.filter((end) => !/other/i.test(end)),
    ),
  });

interface Program {
  readonly hook: Hook;
  readonly filter: readonly Drawn[];
  readonly nat: readonly Drawn[];
  readonly natPriority: number;
  readonly other: readonly Drawn[];
}

function nftText({ hook, filter, nat, natPriority, other }: Program): string {
  const lines = (all: readonly Drawn[], translation: string): string =>
    all.map(({ conditions, end }) => `\t\t${[...conditions, end === 'NAT' ? translation : end].join(' ')}\n`).join('');
  const sets = `	set known {
		type ipv4_addr
		elements = { 10.0.0.1, 10.0.0.4 }
	}
	set seen {
		type ipv4_addr
		flags dynamic,timeout
	}
	set tuples {
		type ipv4_addr . inet_proto . inet_service
		elements = { 10.0.0.1 . tcp . 80, 10.0.0.2 . udp . 443 }
	}
	map verdicts {
		type ipv4_addr . inet_proto . inet_service : verdict
		elements = { 10.0.0.1 . tcp . 80 : drop, 10.0.0.2 . tcp . 443 : goto other }
	}
`;
  const base = (name: string, type: string, priority: number, body: string): string =>
    `\tchain ${name} {\n\t\ttype ${type} hook ${hook} priority ${priority}; policy accept;\n${body}\t}\n`;
  return `table ip t {\n${sets}\tchain other {\n${lines(other, 'accept')}\t}\n${base('f', 'filter', 0, lines(filter, ''))}${base('n', 'nat', natPriority, lines(nat, NFT_NAT[hook]))}}\n`;
}

function iptablesText({ hook, filter, nat, other }: Program): string {
  const chain = hook.toUpperCase();
  const lines = (name: string, all: readonly Drawn[], translation: string): string =>
    all.map(({ conditions, end }) => `-A ${name} ${[...conditions, end === 'NAT' ? translation : end].join(' ')}`.trimEnd() + '\n').join(''); // prettier-ignore
  const table = (name: string, all: readonly Drawn[], translation: string): string =>
    `*${name}\n:${chain} ACCEPT [0:0]\n:OTHER - [0:0]\n${lines(chain, all, translation)}${lines('OTHER', other, '-j ACCEPT')}COMMIT\n`;
  return table('mangle', filter, '') + (hook === 'forward' ? '' : table('nat', nat, IPTABLES_NAT[hook]));
}

const places = fc.constantFrom('10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4', '192.168.0.7').map(address);

const asked = fc.record({
  packet: fc.record({
    protocol: fc.constantFrom('tcp', 'udp'),
    source: places,
    sourcePort: fc.constant(40_000),
    destination: places,
    destinationPort: fc.constantFrom(80, 443),
    mark: fc.constantFrom(0, 1, 0x4000),
    inInterface: fc.constantFrom('eth0', 'cni0'),
    outInterface: fc.constantFrom('eth0', 'cni0'),
  }),
  connection: fc.constantFrom<HookContext['connection']>(
    { state: 'NEW' },
    { state: 'ESTABLISHED' },
    { state: 'NEW', dnat: { address: address('10.0.0.1'), port: 80 } },
    { state: 'NEW', destinationDone: true, sourceDone: true },
  ),
});

function told(walker: HookWalker, hook: Hook, packet: Packet, connection: HookContext['connection'], record: boolean) {
  const outcomes = walker.walk(packet, {
    node: 'here',
    hook,
    isLocal: ({ text }) => text === '192.168.0.7' || text === '10.0.0.4',
    masqueradeAddress: ({ outInterface }) => address(outInterface === 'eth0' ? '10.0.0.1' : '10.0.0.4'),
    connection,
    memory: NO_MEMORY,
    now: 1000,
    explain: false,
    record,
  });
  return outcomes.map(({ steps, memory, ...rest }) => ({
    ...rest,
    memory: memoryEntries(memory),
    endedBy: rest.verdict === 'drop' || rest.verdict === 'reject' ? steps.at(-1)?.rule : undefined,
  }));
}

const SETS = parseIpset(
  'create KNOWN hash:ip family inet\nadd KNOWN 10.0.0.1\nadd KNOWN 10.0.0.4\ncreate TUPLES hash:ip,port family inet\nadd TUPLES 10.0.0.1,tcp:80\nadd TUPLES 10.0.0.2,udp:443\n',
);

const KINDS = {
  nftables: { programs: programs(NFT, NFT_ENDS), walker: (program: Program) => nftWalker(parseNft(nftText(program))) },
  'iptables with ipsets': {
    programs: programs(IPTABLES, IPTABLES_ENDS),
    walker: (program: Program) => ipvsWalker(parseIptables(iptablesText(program)), { virtualServers: [], boundAddresses: [], sets: SETS }), // prettier-ignore
  },
};

type Kind = keyof typeof KINDS;
interface Asked {
  readonly packet: Packet;
  readonly connection: HookContext['connection'];
}

function expectAlike(kind: Kind, program: Program, packets: readonly Asked[]): void {
  const [quiet, full] = [KINDS[kind].walker(program), KINDS[kind].walker(program)];
  for (const { packet, connection } of packets)
    expect(told(quiet, program.hook, packet, connection, false)).toEqual(
      told(full, program.hook, packet, connection, true),
    );
}

const NAT: Drawn = { conditions: [], end: 'NAT' };
const TRANSLATED: readonly [string, Kind, Program][] = [
  [
    'a chain behind masquerade asks for the new source',
    'nftables',
    { hook: 'postrouting', filter: [{ conditions: ['ip saddr 10.0.0.0/31'], end: 'drop' }], nat: [NAT], natPriority: -100, other: [] }, // prettier-ignore
  ],
  [
    'a fixed source is no masquerade, though the first packet would have got the same',
    'iptables with ipsets',
    { hook: 'input', filter: [], nat: [NAT], natPriority: 100, other: [] },
  ],
];

test.each(TRANSLATED)('%s', (_, kind, program) => {
  const from = { protocol: 'tcp', sourcePort: 40_000, destinationPort: 80, mark: 0, inInterface: 'eth0' } as const;
  const packet = { ...from, source: address('192.168.0.7'), destination: address('10.0.0.3') };
  const ways = ['eth0', 'cni0', 'eth0'].map((outInterface) => ({ packet: { ...packet, outInterface }, connection: { state: 'NEW' as const } })); // prettier-ignore
  expectAlike(kind, program, ways);
  expectAlike(kind, program, ways.slice(1));
});

describe.each(['nftables', 'iptables with ipsets'] as const)('%s', (kind) => {
  test('what is learned from packets holds for the later ones', () => {
    fc.assert(
      fc.property(KINDS[kind].programs, fc.array(asked, { minLength: 20, maxLength: 40 }), (program, packets) =>
        expectAlike(kind, program, packets),
      ),
      { numRuns: 300 },
    );
  });
});
