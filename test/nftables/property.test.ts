import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressV4, addressV6 } from '../../src/net/address.ts';
import { addressRange, anonymousAddresses, rangeText } from '../../src/nftables/address-set.ts';
import { durationText, parseDuration } from '../../src/nftables/duration.ts';
import { sortElements } from '../../src/nftables/element-order.ts';
import type {
  NftChain,
  NftData,
  NftElement,
  NftExpression,
  NftSet,
  NftStatement,
  NftTable,
} from '../../src/nftables/model.ts';
import { parseRule } from '../../src/nftables/parse-rule.ts';
import { parseRuleset } from '../../src/nftables/parse.ts';
import { rulesetText } from '../../src/nftables/print.ts';
import { priorityText, priorityValue } from '../../src/nftables/priority.ts';
import { ruleText } from '../../src/nftables/statement-text.ts';

const address = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }).map(addressV4),
  fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }).map(addressV6),
);
const v4 = fc.integer({ min: 0, max: 0xffffffff }).map((bits) => addressV4(bits).text);
const port = fc.integer({ min: 1, max: 65535 }).map(String);
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}(\/[a-z0-9]{1,5}){0,2}$/);
const note = fc.option(fc.stringMatching(/^[A-Za-z0-9 :@/.{},#-]{1,20}$/), { nil: undefined });

const field: fc.Arbitrary<NftExpression> = fc
  .constantFrom(
    'ip saddr',
    'ip daddr',
    'ip6 daddr',
    'meta l4proto',
    'th dport',
    'tcp dport',
    'ct status',
    'fib daddr type',
    'iifname',
  )
  .map((text) => ({ kind: 'field', name: text }));
const concat: fc.Arbitrary<NftExpression> = fc
  .array(field, { minLength: 2, maxLength: 4 })
  .map((parts) => ({ kind: 'concat', parts }));
const lots: fc.Arbitrary<NftExpression> = fc
  .record({ mode: fc.constantFrom('random' as const, 'inc' as const), modulus: fc.integer({ min: 1, max: 99 }) })
  .map((one) => ({ kind: 'numgen', ...one }));
const marked: fc.Arbitrary<NftExpression> = fc
  .constantFrom('&' as const, '|' as const, '^' as const)
  .map((operator) => ({ kind: 'binary', left: { kind: 'field', name: 'meta mark' }, operator, right: '0x00004000' }));
const key = fc.array(fc.oneof(v4, port, fc.constantFrom('tcp', 'udp')), { minLength: 1, maxLength: 3 });
const verdictText = fc.oneof(
  fc.constantFrom('accept', 'drop', 'return'),
  name.map((chain) => `goto ${chain}`),
);
const element = (value: fc.Arbitrary<string | undefined>): fc.Arbitrary<NftElement> =>
  fc.record({ key, comment: note, value }).map((one) => ({
    key: one.key,
    ...(one.comment !== undefined && { comment: one.comment }),
    ...(one.value !== undefined && { value: one.value }),
  }));
const data = (value: fc.Arbitrary<string | undefined>): fc.Arbitrary<NftData> =>
  fc.oneof(
    name.map((text): NftData => ({ kind: 'named', name: text })),
    fc
      .array(element(value), { minLength: 1, maxLength: 4 })
      .map((elements): NftData => ({ kind: 'anonymous', elements })),
  );
const plain: fc.Arbitrary<NftData> = fc
  .oneof(
    v4,
    port,
    v4.map((text) => `${text}/24`),
  )
  .map((text) => ({ kind: 'value', text }));

const condition: fc.Arbitrary<NftStatement> = fc.oneof(
  fc
    .record({
      left: fc.oneof(field, concat),
      operator: fc.constantFrom(undefined, '!=' as const),
      right: fc.oneof(plain, data(fc.constant(undefined))),
    })
    .map(({ left, operator, right }) => ({ kind: 'match' as const, left, ...(operator && { operator }), right })),
  marked.map((left) => ({
    kind: 'match' as const,
    left,
    operator: '!=' as const,
    right: { kind: 'value' as const, text: '0x00000000' },
  })),
  fc.record({ packets: fc.nat(), bytes: fc.nat() }).map((one) => ({ kind: 'counter' as const, ...one })),
  name.map((set) => ({
    kind: 'set-update' as const,
    operation: 'update' as const,
    set,
    key: { kind: 'field' as const, name: 'ip saddr' },
  })),
  marked.map((value) => ({ kind: 'set-field' as const, field: 'meta mark', value })),
);
const last: fc.Arbitrary<NftStatement> = fc.oneof(
  fc.constantFrom<NftStatement>(
    { kind: 'verdict', verdict: 'accept' },
    { kind: 'verdict', verdict: 'drop' },
    { kind: 'reject' },
    { kind: 'reject', with: 'tcp reset' },
  ),
  name.map((chain): NftStatement => ({ kind: 'jump', chain })),
  name.map((chain): NftStatement => ({ kind: 'goto', chain })),
  fc
    .record({ key: fc.oneof(lots, concat), map: data(verdictText) })
    .map((one): NftStatement => ({ kind: 'vmap', ...one })),
  fc.constant<NftStatement>({ kind: 'nat', type: 'masquerade', flags: ['fully-random'] }),
  fc
    .record({ ip: v4, port })
    .map((one): NftStatement => ({ kind: 'nat', type: 'dnat', to: { kind: 'value', text: `${one.ip}:${one.port}` } })),
  fc
    .record({ key: lots, map: data(v4.map((ip) => `${ip} . 80`)) })
    .map((one): NftStatement => ({ kind: 'nat', type: 'dnat', family: 'ip', to: { kind: 'map', ...one } })),
);
const rule = fc
  .record({ conditions: fc.array(condition, { maxLength: 3 }), end: last, comment: note })
  .map(({ conditions, end, comment }) => ({
    statements: [...conditions, end],
    ...(comment !== undefined && { comment }),
  }));

const byName = <Part extends { readonly name: string }>(parts: readonly Part[]): Map<string, Part> =>
  new Map(parts.map((part) => [part.name, part]));
const set: fc.Arbitrary<NftSet> = fc
  .record({
    name,
    comment: note,
    timeout: fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined }),
    elements: fc.array(element(fc.constant(undefined)), { maxLength: 5 }),
  })
  .map(({ comment, timeout, ...one }) => ({
    kind: 'set',
    keyType: 'ipv4_addr',
    ...one,
    ...(timeout !== undefined && { timeout, flags: ['dynamic', 'timeout'], size: 65535 }),
    ...(comment !== undefined && { comment }),
  }));
const map: fc.Arbitrary<NftSet> = fc
  .record({ name, elements: fc.array(element(verdictText), { maxLength: 5 }) })
  .map((one) => ({ kind: 'map', keyType: 'ipv4_addr . inet_proto . inet_service', valueType: 'verdict', ...one }));
const chain: fc.Arbitrary<NftChain> = fc
  .record({
    name,
    comment: note,
    hook: fc.option(fc.constantFrom('prerouting', 'output', 'input'), { nil: undefined }),
    priority: fc.integer({ min: -400, max: 400 }),
    rules: fc.array(rule, { maxLength: 4 }),
  })
  .map(({ hook, priority, comment, ...one }) => ({
    ...one,
    ...(comment !== undefined && { comment }),
    ...(hook !== undefined && {
      base: { type: 'filter', hook, priority: priorityText(priority, hook), policy: 'accept' },
    }),
  }));
const table: fc.Arbitrary<NftTable> = fc
  .record({
    family: fc.constantFrom('ip' as const, 'ip6' as const, 'inet' as const),
    name,
    comment: note,
    sets: fc.array(fc.oneof(set, map), { maxLength: 3 }),
    chains: fc.array(chain, { maxLength: 4 }),
  })
  .map(({ comment, sets, chains, ...one }) => ({
    ...one,
    ...(comment !== undefined && { comment }),
    sets: byName(sets),
    chains: byName(chains),
  }));

/** Chains read from text build their rules on demand; this is what they come to. */
const flat = (tables: readonly NftTable[]): unknown =>
  tables.map(({ sets, chains, ...rest }) => ({
    ...rest,
    sets: [...sets.values()],
    chains: [...chains.values()].map(({ name: text, base, comment, rules }) => ({ name: text, base, comment, rules })),
  }));

describe('nft text', () => {
  it('parse(print(rule)) = rule', () => {
    fc.assert(
      fc.property(rule, (one) => {
        expect(parseRule(ruleText(one))).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });

  it('parse(print(ruleset)) = ruleset', () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 3 }), (tables) => {
        expect(flat(parseRuleset(rulesetText(tables)))).toEqual(flat(tables));
      }),
      { numRuns: 200 },
    );
  });

  it('any line of text is a rule that prints as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii', maxLength: 60 }), (line) => {
        expect(ruleText(parseRule(line))).toBe(line);
      }),
    );
  });

  it('times and priorities come back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), (ms) => {
        expect(parseDuration(durationText(ms / 1000))).toBeCloseTo(ms / 1000, 6);
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.constantFrom('prerouting', 'input', 'forward', 'output', 'postrouting'),
        (value, hook) => {
          expect(priorityValue(priorityText(value, hook))).toBe(value);
        },
      ),
    );
  });
});

describe('addresses in sets', () => {
  it('a range is printed as what it is read from', () => {
    fc.assert(
      fc.property(address, fc.nat(128), (one, length) => {
        const range = addressRange(`${one.text}/${Math.min(length, one.family === 4 ? 32 : 128)}`);
        expect(range && addressRange(rangeText(range))).toEqual(range);
      }),
    );
  });

  it('an anonymous set holds exactly the addresses it was given, in ascending pieces that do not touch', () => {
    const small = fc
      .record({ last: fc.nat(63), length: fc.integer({ min: 27, max: 32 }) })
      .map(({ last: end, length }) => `10.0.0.${end}/${length}`);
    fc.assert(
      fc.property(fc.array(small, { minLength: 2, maxLength: 6 }), (texts) => {
        const listed = anonymousAddresses(texts);
        const kept = listed.kind === 'anonymous' ? listed.elements.map((one) => one.key[0] ?? '') : [];
        const covered = (list: readonly string[]): string[] =>
          Array.from({ length: 64 }, (_, i) => addressV4(0x0a000000 + i))
            .filter((one) =>
              list.some((text) => {
                const range = addressRange(text);
                return range && range.from.bits <= one.bits && one.bits <= range.to.bits;
              }),
            )
            .map((one) => one.text);
        expect(covered(kept)).toEqual(covered(texts));
      }),
    );
  });

  it('sorting does not depend on the order given', () => {
    const triple = fc
      .tuple(v4, fc.constantFrom('tcp', 'udp', 'sctp'), port)
      .map((parts) => ({ key: parts as readonly string[] }));
    const unique = fc.uniqueArray(triple, { maxLength: 20, selector: (one) => one.key.join(' ') });
    fc.assert(
      fc.property(unique, (elements) => {
        const type = 'ipv4_addr . inet_proto . inet_service';
        expect(sortElements(elements.toReversed(), type)).toEqual(sortElements(elements, type));
      }),
    );
  });
});
