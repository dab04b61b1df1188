import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Service } from '../../src/api/service/type.ts';
import { DEFAULT_CONFIG, type ProxyConfig } from '../../src/cluster/config.ts';
import { clusterFor } from '../proxy-cases/cluster.ts';
import { readCases } from '../proxy-cases/read.ts';
import { loadDump, RECORDINGS } from '../recordings/load-dump.ts';
import { iptablesRule, nftRule } from '../trace/kernel-trace.ts';
import { fixtureClusters, servicesCluster } from './lab-clusters.ts';
import { allQuestions, sample, type Asking } from './lab-questions.ts';
import {
  endOf,
  LAB_TIMEOUT,
  runScenes,
  whyNoLab,
  type Finding,
  type Question,
  type RuleTool,
  type Scene,
} from './lab.ts';
import { whyNot } from './namespace.ts';

vi.setConfig({ testTimeout: LAB_TIMEOUT });

/**
 * The trace against a real kernel: a namespace for each host, pod and client, the rules that kubesim prints, real connections.
 * Every source asks every address of every Service; what is checked in is a sample (LAB_STEP=1 asks everything, in minutes).
 */

const STEP = Number(process.env['LAB_STEP'] ?? 23);
const CASES = new URL('../proxy-cases/', import.meta.url);

const TOOLS: readonly (readonly ['iptables' | 'nftables', RuleTool])[] = [
  ['iptables', 'iptables-nft'],
  ['nftables', 'nft'],
  ['iptables', 'iptables-legacy'],
];

const CASE_ASKERS: Asking = {
  clients: [{ address: '203.0.113.2', node: 'here' }, { address: '198.51.100.9', node: 'there' }], // prettier-ignore
  throwaway: [{ address: '10.200.0.2', node: 'here' }, { address: '10.200.1.2', node: 'there' }, { address: 'fd00:10:0:0:9::2', node: 'here' }], // prettier-ignore
};
const ASKERS: Asking = {
  clients: [{ address: '198.51.100.7', node: 'node1' }, { address: '192.0.2.9', node: 'node2' }, { address: '2001:db8:51::7', node: 'node1' }], // prettier-ignore
  throwaway: [
    { address: '10.244.1.250', node: 'node1' },
    { address: '10.244.2.250', node: 'node2' },
  ],
};

const SETTINGS: Readonly<Record<string, Partial<ProxyConfig>>> = {
  'as kubeadm sets it up': {},
  masqueradeAll: { masqueradeAll: true },
  'no cluster CIDR': { clusterCIDR: '' },
  nodePortAddresses: { nodePortAddresses: ['192.168.2.118/32', '127.0.0.0/8'] },
  'nodePortAddresses primary': { nodePortAddresses: ['primary'] },
  'no node ports on localhost': { localhostNodePorts: false },
  'another masquerade bit': { masqueradeBit: 3 },
};

const missing = whyNoLab();

describe.each(TOOLS)('%s with %s', (mode, tool) => {
  const without = missing ?? whyNot(tool === 'nft' ? 'nft list ruleset' : `${tool}-save -t nat`);
  if (without !== undefined) return void it.skip(`no lab here: ${without}`, () => undefined);

  // The legacy tool's kernel side differs, its rules do not: one round is enough.
  const isWhole = tool !== 'iptables-legacy';

  /** In a sample each mode takes every other scene. */
  const isTurn = (index: number): boolean => STEP === 1 || index % 2 === (mode === 'iptables' ? 1 : 0);

  it.runIf(isWhole)('the situations of the proxy cases, on both hosts', () => {
    const scenes: Scene[] = [];
    let turn = 0;
    for (const file of readdirSync(CASES).filter((name) => name.endsWith('.cases')))
      for (const one of readCases(readFileSync(new URL(file, CASES), 'utf8'))) {
        if (one.without[mode] !== undefined || !isTurn(turn++)) continue;
        const cluster = clusterFor(one, mode);
        const flows = one.flows.flatMap(({ from, source, destination, port, protocol }): Question[] => {
          if (protocol === 'sctp') return [];
          const asker = { pod: `pod=${source}`, external: `external=${source}`, node: 'node/here', localhost: 'node/here' }[from]; // prettier-ignore
          return [{ from: asker, node: 'here', protocol, host: destination, port }];
        });
        const more = sample(allQuestions(cluster, CASE_ASKERS), STEP, scenes.length);
        scenes.push({ cluster, tool, podNetwork: 'ptp', questions: [...flows, ...more] });
      }
    agree(runScenes(scenes));
  });

  it.runIf(isWhole)('every kind of Service, under every setting of kube-proxy, on both pod networks', async () => {
    const scenes: Scene[] = [];
    for (const [index, setting] of Object.values(SETTINGS).entries()) {
      if (index > 0 && !isTurn(index)) continue;
      const cluster = await servicesCluster(mode, setting);
      for (const podNetwork of scenes.length === 0 ? (['ptp', 'bridge'] as const) : (['ptp'] as const))
        scenes.push({
          cluster,
          tool,
          podNetwork,
          questions: sample(allQuestions(cluster, ASKERS), STEP * 4, scenes.length * 5),
        });
    }
    agree(runScenes(scenes));
  });

  it('the recorded clusters and the fixtures', async () => {
    const recorded = readdirSync(new URL('1.36/', RECORDINGS)).map((name) =>
      loadDump('1.36', name, { proxy: { ...DEFAULT_CONFIG.proxy, mode } }),
    );
    const fixtures = isWhole ? (await fixtureClusters(mode)).map(([, cluster]) => cluster) : [];
    const clusters = [...recorded, ...fixtures.filter((_, index) => isTurn(index))];
    const scenes = clusters.map((cluster, index): Scene => ({
      cluster,
      tool,
      podNetwork: index % 2 === 0 ? 'bridge' : 'ptp',
      questions: sample(allQuestions(cluster, ASKERS), STEP, index),
    }));
    agree(runScenes(scenes));
  });

  // The TRACE of the legacy tool writes to the kernel's log.
  it.runIf(isWhole)('the rules of the way there and back, one by one', async () => {
    const cluster = await servicesCluster(mode);
    const service = (name: string): string =>
      (cluster.get('services', 'default', name) as Service).spec.clusterIP ?? '';
    const watch = 'node1';
    const ask = (from: string, node: string, host: string, port: number, protocol: 'tcp' | 'udp' = 'tcp'): Question => ({ from, node, host, port, protocol, watch }); // prettier-ignore
    const questions = [
      ask('pod=10.244.1.250', 'node1', service('named-ports'), 80),
      ask('pod=10.244.1.250', 'node1', service('named-ports'), 53, 'udp'),
      ask('pod=10.244.1.77', 'node1', service('two-slices'), 80),
      ask('node/node1', 'node1', service('both-local'), 80),
      ask('external=198.51.100.7', 'node1', '192.168.2.118', 30002),
      ask('external=198.51.100.7', 'node1', '192.0.2.81', 80),
      ask('external=192.0.2.9', 'node2', '192.168.2.118', 30013),
      ask('pod=10.244.1.250', 'node1', service('nobody'), 80),
      ask('external=198.51.100.7', 'node1', '192.168.2.118', 30011),
    ];
    const findings = runScenes([{ cluster, tool, podNetwork: 'ptp', questions }]);
    agree(findings);
    for (const one of findings.flat()) {
      const told = kernelRules(mode, one);
      expect(traceRules(mode, one, watch), JSON.stringify(one.question)).toEqual(told);
      expect(told.length).toBeGreaterThan(1);
    }
  });
});

function agree(findings: readonly (readonly Finding[])[]): void {
  const all = findings.flat();
  expect(all.flatMap(({ difference }) => difference ?? [])).toEqual([]);
  expect(all.length).toBeGreaterThan(5);
}

/** What the kernel said of the rules that matched. */
function kernelRules(mode: string, { kernelTrace = '' }: Finding): string[] {
  return firstOfEach(kernelTrace.split('\n')).flatMap((line) => mode === 'iptables' ? iptablesRule(line) : nftRule(line)); // prettier-ignore
}

/** Without packets that were sent a second time: where the answer comes while connect() still runs, TCP repeats its SYN. */
function firstOfEach(lines: readonly string[]): string[] {
  const begun = new Set<string>();
  let packet = '';
  let isNew = true;
  return lines.filter((line) => {
    const header = /^PACKET: .*? SRC=(\S+) DST=(\S+) .*?( SPORT=.*)/.exec(line) ?? /^trace id \w+ ip watch .* packet: .*(ip saddr \S+) (ip daddr \S+) .*?(tcp flags == \S+|udp)/.exec(line); // prettier-ignore
    if (header) packet = header.slice(1).join(' ');
    const start = /raw:(\w+):rule:.* -j TRACE/.exec(line) ?? /^trace id \w+ ip watch (\w+) packet:/.exec(line);
    if (start) {
      const kind = `${start[1]} ${packet}`;
      isNew = !begun.has(kind);
      begun.add(kind);
    }
    return isNew;
  });
}

/** The steps of the path that ended where the connection did. */
function traceRules(mode: string, { question, traced, real }: Finding, node: string): string[] {
  const path = traced.paths.find(({ outcome }) => endOf(outcome, question.protocol) === real[0]);
  return (path?.steps ?? [])
    .filter((step) => step.node === node && step.rule !== undefined)
    .map(({ table, chain, rule }) => (mode === 'iptables' ? `${table} ${chain} ${rule}` : `${chain} ${rule}`));
}
