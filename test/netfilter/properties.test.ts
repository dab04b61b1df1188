import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressV4 } from '../../src/net/address.ts';
import type { Packet } from '../../src/net/packet.ts';
import { prefixOf } from '../../src/net/prefix.ts';
import { candidateRules, rulesForDestination } from '../../src/netfilter/chain-index.ts';
import { evaluateRule } from '../../src/netfilter/evaluate.ts';
import type { Match, PortRange, Rule, Ruleset, Target } from '../../src/netfilter/model.ts';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { printRuleset } from '../../src/netfilter/print.ts';

const anyAddress = fc.nat({ max: 0xffffffff }).map(addressV4);
/** Few addresses and ports, so that rules and packets meet. */
const fewAddresses = fc.nat({ max: 5 }).map((i) => addressV4(0x0a600000 + i));
const fewPorts = fc.constantFrom(53, 80, 443, 30_080);
const word = fc.stringMatching(/^[A-Z][A-Za-z0-9-]{0,10}$/);
const flag = fc.option(fc.constant(true as const), { nil: undefined });

function without<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

const range: fc.Arbitrary<PortRange> = fc
  .record({ from: fewPorts, more: fc.constantFrom(0, 10), negate: flag })
  .map(({ from, more, negate }) => without({ from, to: from + more, negate }) as PortRange);

const prefix = fc
  .record({
    kind: fc.constantFrom('source', 'destination'),
    base: fc.oneof(anyAddress, fewAddresses),
    length: fc.constantFrom(8, 24, 31, 32),
    negate: flag,
  })
  .map(({ kind, base, length, negate }) => without({ kind, prefix: prefixOf(base, length), negate }) as Match);

const matches: fc.Arbitrary<Match>[] = [
  fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((text) => ({ kind: 'comment', text })),
  fc
    .record({
      sourcePorts: fc.option(range, { nil: undefined }),
      destinationPorts: fc.option(range, { nil: undefined }),
    })
    .map((ports) => without({ kind: 'ports', module: 'tcp', ...ports }) as Match),
  fc
    .record({ states: fc.uniqueArray(fc.constantFrom('NEW', 'ESTABLISHED', 'DNAT'), { minLength: 1 }), negate: flag })
    .map(({ states, negate }) => without({ kind: 'conntrack', module: 'conntrack', states, negate }) as Match),
  fc
    .record({ value: fc.nat(0xffff), mask: fc.constantFrom(0xffff, 0xffffffff), negate: flag })
    .map((mark) => without({ kind: 'mark', module: 'mark', ...mark }) as Match),
  fc.nat(2 ** 31 - 1).map((probability) => ({ kind: 'statistic', probability })),
  fc
    .record({ every: fc.integer({ min: 1, max: 9 }), packet: fc.nat(3) })
    .map((nth) => ({ kind: 'statistic-nth', ...nth })),
  fc
    .record({ destinationType: fc.constant('LOCAL'), negateDestination: flag, limitIn: flag })
    .map((type) => without({ kind: 'addrtype', ...type }) as Match),
  fc
    .record({
      action: fc.constantFrom('set', 'rcheck'),
      list: word,
      seconds: fc.option(fc.nat(9999), { nil: undefined }),
      reap: flag,
    })
    .map((recent) => without({ kind: 'recent', ...recent, mask: '255.255.255.255', side: 'source' }) as Match),
  fc
    .record({ name: word, negate: flag })
    .map(({ name, negate }) => without({ kind: 'set', name, directions: ['dst', 'src'], negate }) as Match),
  word.map((name) => ({ kind: 'nfacct', name })),
  word.map((name) => ({ kind: 'unknown', module: 'strange', text: `-m strange ! --${name} 5` })),
];

const target: fc.Arbitrary<Target | undefined> = fc.constantFrom<(Target | undefined)[]>(
  undefined,
  { kind: 'accept' },
  { kind: 'return' },
  { kind: 'jump', chain: 'USER' },
  { kind: 'goto', chain: 'USER' },
  { kind: 'reject', with: 'tcp-reset' },
  { kind: 'dnat', to: '10.0.0.1:80', options: '--random' },
  { kind: 'masquerade', randomFully: true },
  { kind: 'set-xmark', value: 0x4000, mask: 0 },
  { kind: 'unknown', name: 'LOG', text: '--log-prefix "a b" --log-level 4' },
);

const rule: fc.Arbitrary<Rule> = fc
  .record({
    head: fc.uniqueArray(prefix, { maxLength: 2, selector: (match) => match.kind, comparator: 'SameValue' }),
    rest: fc.array(fc.oneof(...matches), { maxLength: 3 }),
    target,
  })
  .map(({ head, rest, target: then }) => {
    const ordered = [...head].sort((a, b) => (a.kind < b.kind ? 1 : -1));
    const protocol: Match[] = [{ kind: 'protocol', protocol: 'tcp' }];
    return without({ matches: [...ordered, ...protocol, ...rest], target: then }) as Rule;
  });

describe('a ruleset', () => {
  it('reads back as what was printed', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), (rules) => {
        const chains = new Map([
          ['INPUT', { name: 'INPUT', policy: 'DROP' as const, rules: [] }],
          ['USER', { name: 'USER', rules }],
        ]);
        const ruleset: Ruleset = { family: 4, tables: [{ name: 'filter', chains }] };
        expect(parseRuleset(printRuleset(ruleset), { family: 4 })).toEqual(ruleset);
      }),
      { numRuns: 300 },
    );
  });
});

describe('the index of a long chain', () => {
  const packet: fc.Arbitrary<Packet> = fc.record({
    protocol: fc.constant('tcp' as const),
    source: fewAddresses,
    sourcePort: fewPorts,
    destination: fewAddresses,
    destinationPort: fewPorts,
    mark: fc.constant(0),
  });
  const env = { isLocal: () => true, connection: { state: 'NEW' as const }, now: 0, seen: () => [] };

  it('leaves out no rule that could match, and keeps their order', () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 17, maxLength: 60 }), packet, (rules, one) => {
        const chain = { name: 'X', rules };
        const found = [...candidateRules(chain, one)];
        const positions = found.map((candidate) => candidate.position);
        expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
        const possible = rules.flatMap((each, i) => (evaluateRule(each, one, env).result === 'no' ? [] : [i + 1]));
        expect(positions).toEqual(expect.arrayContaining(possible));
        for (const { rule: each, position } of found) expect(each).toBe(rules[position - 1]);
      }),
      { numRuns: 100 },
    );
  });

  it('looks at few rules of a chain of 10,000 Services', () => {
    const rules = Array.from({ length: 10_000 }, (_, i): Rule => {
      const matches: Match[] = [
        { kind: 'destination', prefix: prefixOf(addressV4(0x0a600000 + i), 32) },
        { kind: 'ports', module: 'tcp', destinationPorts: { from: 80, to: 80 } },
      ];
      return { matches, target: { kind: 'accept' } };
    });
    const chain = { name: 'KUBE-SERVICES', rules: [...rules, { matches: [] }] };
    const destination = addressV4(0x0a600000 + 7000);
    const one: Packet = {
      protocol: 'tcp',
      source: destination,
      sourcePort: 1,
      destination,
      destinationPort: 80,
      mark: 0,
    };
    expect([...candidateRules(chain, one)].map((candidate) => candidate.position)).toEqual([7001, 10_001]);
    const other = { ...one, destinationPort: 81 };
    expect([...candidateRules(chain, other)].map((candidate) => candidate.position)).toEqual([10_001]);
    expect(rulesForDestination(chain, other).map((candidate) => candidate.position)).toEqual([7001]);
  });
});
