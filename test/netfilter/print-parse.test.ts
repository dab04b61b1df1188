import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { HOST_DUMPS } from './host-dumps.ts';

const RECORDINGS = new URL('../recordings/', import.meta.url);

function recordedDumps(): [name: string, text: string][] {
  const names = readdirSync(RECORDINGS, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /tables-save\.node\d+\.txt$/.test(name))
    .sort()
    .map((name) => [name, readFileSync(new URL(name, RECORDINGS), 'utf8')]);
}

describe('reading and writing a dump', () => {
  it.each(recordedDumps())('gives recorded %s back', (_, text) => {
    expect(printRuleset(parseRuleset(text))).toBe(text);
  });

  it.each(recordedDumps())('understands every rule of %s', (_, text) => {
    const unknown: string[] = [];
    for (const table of parseRuleset(text).tables)
      for (const chain of table.chains.values())
        for (const rule of chain.rules) {
          if (rule.verbatim !== undefined) unknown.push(rule.verbatim);
          for (const match of rule.matches) if (match.kind === 'unknown') unknown.push(match.text);
          if (rule.target?.kind === 'unknown') unknown.push(rule.target.name);
        }
    expect(unknown).toEqual([]);
  });

  it.each(Object.entries(HOST_DUMPS))('gives a dump of %s back', (_, text) => {
    expect(printRuleset(parseRuleset(text), { counters: /^\[/m.test(text) })).toBe(text);
  });
});

describe('normalising what a person or kube-proxy writes', () => {
  const line = (rule: string, family: 4 | 6 = 4): string => {
    const chains = ':KUBE-SVC-A - [0:0]\n:KUBE-MARK-MASQ - [0:0]\n:X - [0:0]';
    const text = `*nat\n${chains}\n-A X ${rule}\nCOMMIT\n`;
    const printed = printRuleset(parseRuleset(text, { normalise: true, family }));
    return (
      printed
        .split('\n')
        .find((one) => one.startsWith('-A X'))
        ?.slice(5) ?? ''
    );
  };

  it.each([
    [
      '-m comment --comment "ns1/svc1:p80 cluster IP" -m tcp -p tcp -d 172.30.0.41 --dport 80 ! -s 10.0.0.0/8 -j KUBE-MARK-MASQ',
      '! -s 10.0.0.0/8 -d 172.30.0.41/32 -p tcp -m comment --comment "ns1/svc1:p80 cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ',
    ],
    ['-j MARK --or-mark 0x00004000', '-j MARK --set-xmark 0x4000/0x4000'],
    ['-j MARK --xor-mark 0x00004000', '-j MARK --set-xmark 0x4000/0x0'],
    ['-j MARK --and-mark 0xffff', '-j MARK --set-xmark 0x0/0xffff0000'],
    ['-j MARK --set-mark 0x10', '-j MARK --set-xmark 0x10/0xffffffff'],
    ['-m mark ! --mark 0x00004000/0x00004000 -j RETURN', '-m mark ! --mark 0x4000/0x4000 -j RETURN'],
    ['-p tcp --dport 443 -j REJECT', '-p tcp -m tcp --dport 443 -j REJECT --reject-with icmp-port-unreachable'],
    ['-s 0.0.0.0/0 -d 10.1.2.3/255.0.0.0 -j ACCEPT', '-d 10.0.0.0/8 -j ACCEPT'],
    ['-m comment --comment simple.name', '-m comment --comment "simple.name"'],
    ['-m comment --comment "simple-name_1"', '-m comment --comment simple-name_1'],
    [`-m comment --comment "it's \\"here\\""`, `-m comment --comment "it\\'s \\"here\\""`],
    ['-m comment --comment "-j" -j ACCEPT', '-m comment --comment -j -j ACCEPT'],
    [
      '-m recent --name KUBE-SEP-A --rcheck --seconds 10800 --reap -j KUBE-SVC-A',
      '-m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-A --mask 255.255.255.255 --rsource -j KUBE-SVC-A',
    ],
    [
      '-m statistic --mode random --probability 0.3333333333 -j KUBE-SVC-A',
      '-m statistic --mode random --probability 0.33333333349 -j KUBE-SVC-A',
    ],
    ['-m multiport --dports 80,443,8000:9000 -j ACCEPT', '-m multiport --dports 80,443,8000:9000 -j ACCEPT'],
    [
      '-s 203.0.113.10 -m ipvs --vaddr 203.0.113.10 --vproto tcp --vport 80 -j DROP',
      '-s 203.0.113.10/32 -m ipvs --vproto 6 --vaddr 203.0.113.10 --vport 80 -j DROP',
    ],
    ['-p udp --sport :1023 ! --dport 53 -j ACCEPT', '-p udp -m udp --sport 0:1023 ! --dport 53 -j ACCEPT'],
  ])('%s', (written, saved) => {
    expect(line(written)).toBe(saved);
  });

  it('knows what REJECT means for IPv6', () => {
    expect(line('-p tcp -j REJECT', 6)).toBe('-p tcp -j REJECT --reject-with icmp6-port-unreachable');
  });
});

describe('refusing what is no dump', () => {
  it.each([
    ['', 'line 1: no table in it'],
    ['hello', 'line 1: expected a table ("*nat"), found "hello"'],
    ['*nat\n:OUTPUT ACCEPT [0:0]\n', 'line 3: table nat has no COMMIT'],
    ['*nat\n-A OUTPUT -j ACCEPT\nCOMMIT', 'line 2: chain OUTPUT of table nat has not been declared'],
    ['*nat\nCOMMIT\n*nat\nCOMMIT', 'line 3: table nat appears twice'],
    ['*nat\n:A - [0:0]\n-A A -m comment --comment "open\nCOMMIT', 'line 3: cannot read the rule'],
    ['*constructor\nCOMMIT', 'line 1: there is no table "constructor"'],
  ])('%j', (text, message) => {
    expect(() => parseRuleset(text, { source: 'dump' })).toThrow(`dump: ${message}`);
  });

  it('keeps modules whose names an object would inherit', () => {
    const text = '*nat\n:A - [0:0]\n-A A -m __proto__ --constructor x -j toString\nCOMMIT\n';
    expect(printRuleset(parseRuleset(text))).toBe(text);
  });
});
