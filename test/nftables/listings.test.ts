import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRule } from '../../src/nftables/parse-rule.ts';
import { parseRuleset } from '../../src/nftables/parse.ts';
import { rulesetText } from '../../src/nftables/print.ts';
import { ruleText } from '../../src/nftables/statement-text.ts';

const FOLDER = join(import.meta.dirname, 'listings');

/** Listings of nft 1.0.6 for rules of every kind, among them what iptables-nft (Docker, flannel) leaves in the kernel. */
describe.each(readdirSync(FOLDER).filter((file) => file.endsWith('.txt')))('listing %s', (file) => {
  const text = readFileSync(join(FOLDER, file), 'utf8');

  it('is printed back to the letter', () => {
    expect(rulesetText(parseRuleset(text))).toBe(text);
  });
});

it('reads listings with handles (nft -a) as the same rules', () => {
  const plain = readFileSync(join(FOLDER, 'docker-flannel-iptables-nft.txt'), 'utf8');
  const numbered = readFileSync(join(FOLDER, 'with-handles/docker-flannel-iptables-nft.txt'), 'utf8');
  expect(numbered).toContain('# handle');
  expect(rulesetText(parseRuleset(numbered))).toBe(plain);
});

const kindsOf = (line: string): string[] => parseRule(line).statements.map((statement) => statement.kind);

describe('rule lines', () => {
  it.each([
    ['ip saddr { 1.1.1.1, 9.0.0.0/8 } tcp dport { 22, 80 } accept', ['match', 'match', 'verdict']],
    ['ct state vmap { invalid : drop, established : accept }', ['vmap']],
    ['meta mark set meta mark & 0xffff0012 | 0x00000012', ['set-field']],
    ['dnat ip to ip daddr . tcp dport map @m', ['nat']],
    ['meta l4proto tcp masquerade to :1024-65535 random', ['match', 'nat']],
    ['limit rate 5/second burst 10 packets log prefix "x y" level info accept', ['limit', 'inert', 'verdict']],
    ['add @h { ip saddr timeout 5s }', ['set-update']],
    ['tcp flags syn / fin,syn,rst,ack counter packets 0 bytes 0 drop', ['match', 'counter', 'verdict']],
    ['fib saddr . iif oif missing drop', ['match', 'verdict']],
    ['counter packets 5 bytes 7 jump KUBE-SERVICES', ['counter', 'jump']],
    [' xt match recent counter packets 0 bytes 0 jump KUBE-SEP', ['unknown', 'counter', 'jump']],
    ['xt target CT', ['unknown']],
    ['tcp option maxseg size set rt mtu', ['unknown']],
    ['ip daddr { 1.2.3.4', ['unknown']],
    ['', []],
  ])('%s', (line, kinds) => {
    expect(kindsOf(line)).toEqual(kinds);
    expect(ruleText(parseRule(line))).toBe(line);
  });

  it.each([
    'ip saddr',
    'dnat to',
    'numgen random mod 0 map { }',
    'jump',
    '}',
    '{',
    'ct',
    'ip saddr . accept',
    'update @x { ip saddr',
    '"',
    'comment "a',
  ])('broken text is kept, never fatal: %s', (line) => {
    expect(ruleText(parseRule(line))).toBe(line);
  });
});

describe('broken listings', () => {
  it.each([
    ['hello', /line 1: expected "table FAMILY NAME \{"/],
    ['table ip x {', /table ip x is not closed/],
    ['table ip x {\n\tchain y {\n\t\taccept\n', /chain y is not closed/],
    ['table ip x {\n\tset y {\n\t\telements = { 1.1.1.1,\n', /the elements are not closed/],
    ['table ip x {\n\tset y {\n\t\ttimeout soon\n', /line 3: expected a time/],
  ])('%j', (text, message) => {
    expect(() => parseRuleset(text)).toThrow(message);
  });
});
