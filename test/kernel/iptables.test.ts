import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateCluster } from '../../bench/generate.ts';
import { iptablesRuleset } from '../../src/kube-proxy/iptables.ts';
import { userspaceProgram } from '../../src/kube-proxy/userspace.ts';
import type { Ruleset } from '../../src/netfilter/model.ts';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { HOST_DUMPS } from '../netfilter/host-dumps.ts';
import { countedLines } from '../recordings/settle.ts';
import { loadDump, RECORDINGS } from '../recordings/load-dump.ts';
import { fixtureClusters } from './lab-clusters.ts';
import { inNamespace, MAKE_NFACCT, whyNot } from './namespace.ts';

/** What kubesim prints goes into a real kernel with iptables-restore and comes back with iptables-save: the same text. */

interface Loaded {
  readonly name: string;
  readonly text: string;
  readonly family: 4 | 6;
}

const FIXTURES = await fixtureClusters('iptables');

function printed(name: string, ruleset: Ruleset): Loaded {
  return { name, text: printRuleset(ruleset), family: ruleset.family };
}

function* programs(): Generator<Loaded> {
  for (const version of ['1.36', '1.20'])
    for (const scenario of readdirSync(new URL(`${version}/`, RECORDINGS)).sort()) {
      const cluster = loadDump(version, scenario);
      for (const node of cluster.all('nodes').keys())
        for (const family of [4, 6] as const)
          yield printed(`${version} ${scenario} ${node} IPv${family}`, iptablesRuleset(cluster, node, family));
      if (version === '1.20')
        yield printed(`userspace ${scenario} node1`, userspaceProgram(cluster, 'node1', 4).ruleset);
    }
  for (const [name, cluster] of FIXTURES)
    for (const node of cluster.all('nodes').keys())
      yield printed(`fixture ${name} ${node}`, iptablesRuleset(cluster, node, 4));
  const many = generateCluster({ services: 300, endpoints: 5 });
  yield printed('300 Services without comments', iptablesRuleset(many, 'node1', 4));
}

const DUMPS: Loaded[] = (['Docker', 'flannel, with counters'] as const).map((name) => ({
  name: `a dump of ${name}`,
  text: printRuleset(parseRuleset(HOST_DUMPS[name], { normalise: true })),
  family: 4,
}));

/** Each table (those of the text before it may still be there), without comment lines and counters: legacy lists tables in the order in which they were made. */
function settled(text: string): Record<string, string[]> {
  const tables: Record<string, string[]> = {};
  let table = '';
  for (const line of countedLines(text)) {
    if (line.startsWith('*')) table = line;
    (tables[table] ??= []).push(line.replace(/\[\d+:\d+\]/, '[0:0]'));
  }
  return tables;
}

/** Loads every text and saves it again, all in one namespace; each text's part of the answer ends with a line that names it. */
function loadAll(kind: string, all: readonly Loaded[]): Map<string, { saved: string; stderr: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'kubesim-kernel-'));
  try {
    const steps = all.map(({ text, family }, i) => {
      const file = join(folder, String(i));
      writeFileSync(file, text);
      const tool = `${family === 4 ? 'iptables' : 'ip6tables'}-${kind}`;
      return `${tool}-restore < ${file} 2> ${file}.err && ${tool}-save > ${file}.saved 2>> ${file}.err`;
    });
    inNamespace(`${MAKE_NFACCT}\n${steps.join('\n')}`);
    const read = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8') : '');
    const answers = all.map(({ name }, i): [string, { saved: string; stderr: string }] => {
      const file = join(folder, String(i));
      return [name, { saved: read(`${file}.saved`), stderr: read(`${file}.err`) }];
    });
    return new Map(answers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe.each(['nft', 'legacy'])('iptables-%s', (kind) => {
  const missing =
    whyNot(`iptables-${kind}-save >/dev/null && ip6tables-${kind}-save >/dev/null`) ??
    whyNot(MAKE_NFACCT) ??
    whyNot(`printf '*nat\\nCOMMIT\\n' | iptables-${kind}-restore`);
  const all = [...programs(), ...DUMPS].map((one) => [one.name, one] as const);

  const answers = missing === undefined ? loadAll(kind, [...programs(), ...DUMPS]) : new Map<string, never>();

  it.skipIf(missing !== undefined).each(all)('%s', (name, one) => {
    const answer = answers.get(name);
    expect(answer?.stderr).toBe('');
    expect(settled(answer?.saved ?? '')).toMatchObject(settled(one.text));
  });

  if (missing !== undefined) it.skip(`cannot load rules here: ${missing}`, () => undefined);
});

describe('the text that kube-proxy itself hands to iptables-restore', () => {
  it('normalises to what the kernel saves', () => {
    const text = [
      '*nat',
      ':KUBE-SVC-A - [0:0]',
      ':KUBE-SEP-A - [0:0]',
      '-A KUBE-SVC-A -m comment --comment "a/b:c cluster IP" -m tcp -p tcp -d 10.96.0.1 --dport 80 ! -s 10.244.0.0/16 -j KUBE-SEP-A',
      '-A KUBE-SVC-A -m comment --comment "a/b:c -> 10.0.0.1:80" -m recent --name KUBE-SEP-A --rcheck --seconds 10800 --reap -j KUBE-SEP-A',
      '-A KUBE-SVC-A -m comment --comment plain_name-1 -m statistic --mode random --probability 0.3333333333 -j KUBE-SEP-A',
      '-A KUBE-SVC-A -m mark ! --mark 0x00004000/0x00004000 -j RETURN',
      '-A KUBE-SVC-A -j MARK --xor-mark 0x00004000',
      '-A KUBE-SEP-A -m comment --comment "it\\\'s \\"odd\\"" -s 10.0.0.1 -j MARK --or-mark 0x00004000',
      '-A KUBE-SEP-A -m recent --name KUBE-SEP-A --set -m tcp -p tcp -j DNAT --to-destination 10.0.0.1:80',
      'COMMIT',
      '',
    ].join('\n');
    const ours = printRuleset(parseRuleset(text, { normalise: true }))
      .split('\n')
      .filter((line) => line.startsWith('-A'));
    const wanted = [
      '-A KUBE-SVC-A ! -s 10.244.0.0/16 -d 10.96.0.1/32 -p tcp -m comment --comment "a/b:c cluster IP" -m tcp --dport 80 -j KUBE-SEP-A',
      '-A KUBE-SVC-A -m comment --comment "a/b:c -> 10.0.0.1:80" -m recent --rcheck --seconds 10800 --reap --name KUBE-SEP-A --mask 255.255.255.255 --rsource -j KUBE-SEP-A',
      '-A KUBE-SVC-A -m comment --comment plain_name-1 -m statistic --mode random --probability 0.33333333349 -j KUBE-SEP-A',
      '-A KUBE-SVC-A -m mark ! --mark 0x4000/0x4000 -j RETURN',
      '-A KUBE-SVC-A -j MARK --set-xmark 0x4000/0x0',
      '-A KUBE-SEP-A -s 10.0.0.1/32 -m comment --comment "it\\\'s \\"odd\\"" -j MARK --set-xmark 0x4000/0x4000',
      '-A KUBE-SEP-A -p tcp -m recent --set --name KUBE-SEP-A --mask 255.255.255.255 --rsource -m tcp -j DNAT --to-destination 10.0.0.1:80',
    ];
    expect(ours).toEqual(wanted);
    const real = inNamespace('iptables-nft-restore && iptables-nft-save', text);
    if (real.status === 0)
      expect(
        real.stdout
          .split('\n')
          .filter((line) => line.startsWith('-A'))
          .sort(),
      ).toEqual([...wanted].sort());
  });
});
