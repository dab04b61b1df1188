import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { DEFAULT_CONFIG, type ProxyMode } from '../../src/cluster/config.ts';
import { programNode } from '../../src/kube-proxy/program.ts';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { clusterWorld } from '../../src/trace/cluster-world.ts';
import { iptablesWalker } from '../../src/trace/iptables/walk.ts';
import { walkFlow, type Flow } from '../../src/trace/flow.ts';
import { mergeOutcomes, outcomeOf } from '../../src/trace/outcome.ts';
import { serviceAtNodePort, servicesAtAddress } from '../../src/trace/service-index.ts';
import { findSource } from '../../src/trace/source.ts';
import { branchTree, type Outcome, type Segment } from '../../src/trace/tree.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest } from '../../src/trace/trace.ts';
import type { World } from '../../src/trace/world.ts';
import { parseAddress } from '../../src/net/address.ts';
import { loadDump } from '../recordings/load-dump.ts';
import { destinations, sources } from './flows-of.ts';

const SCENARIOS = ['1.36/types', '1.36/affinity-policies', '1.36/seed-nodeport', '1.36/discovery', '1.36/dualstack', '1.20/types', '1.20/affinity-policies'] as const; // prettier-ignore
const MODES: readonly ProxyMode[] = ['iptables', 'ipvs', 'nftables'];

const clusters = new Map<string, Cluster>(
  SCENARIOS.flatMap((scenario) =>
    MODES.map(
      (mode) =>
        [
          `${scenario} ${mode}`,
          loadDump(scenario.slice(0, 4), scenario.slice(5), { proxy: { ...DEFAULT_CONFIG.proxy, mode } }),
        ] as const,
    ),
  ),
);

const flows = fc.record({
  scenario: fc.constantFrom(...SCENARIOS),
  mode: fc.constantFrom(...MODES),
  destination: fc.nat(),
  source: fc.nat(),
  network: fc.constantFrom('bridge' as const, 'ptp' as const),
});

interface Asked {
  readonly world: World;
  readonly cluster: Cluster;
  readonly flow: Flow;
}

function asked(
  given: { scenario: string; mode: ProxyMode; destination: number; source: number; network: 'bridge' | 'ptp' },
  record = false,
): Asked | undefined {
  const cluster = clusters.get(`${given.scenario} ${given.mode}`);
  if (!cluster) return undefined;
  const to = destinations(cluster);
  const from = sources(cluster);
  const [ip = '', port = 0, protocol = 'tcp'] = to[given.destination % to.length] ?? [];
  const world = clusterWorld(cluster, { podNetwork: given.network, record });
  const name = from[given.source % from.length] ?? '';
  const node = name.startsWith('pod=') ? 'node1' : undefined;
  const source = findSource(cluster, world.topology, { from: name, namespace: 'default', host: ip, node });
  const destination = parseAddress(ip);
  return (
    destination && {
      world,
      cluster,
      flow: { source, destination, port, protocol: protocol as 'tcp', sourcePort: 40000 },
    }
  );
}

function outcomesOf({ world, cluster, flow }: Asked): Outcome[] {
  const { sent, ends } = walkFlow(world, flow);
  return sent ? mergeOutcomes(ends.map(({ end }) => outcomeOf(cluster, end, sent))) : [];
}

test('the outcomes of every flow sum to 1, whatever the mode', () => {
  fc.assert(
    fc.property(flows, (given) => {
      const question = asked(given);
      const outcomes = question ? outcomesOf(question) : [];
      if (outcomes.length > 0) expect(outcomes.reduce((sum, each) => sum + each.probability, 0)).toBeCloseTo(1, 12);
      for (const each of outcomes) expect(each.verdict).not.toBe('undetermined');
    }),
    { numRuns: 400 },
  );
});

test('a quick walk and one that records its steps come to the same end', () => {
  fc.assert(
    fc.property(flows, (given) => {
      const [quick, full] = [asked(given), asked(given, true)];
      if (quick && full) expect(outcomesOf(quick)).toEqual(outcomesOf(full));
    }),
    { numRuns: 400 },
  );
});

test('walking the text of iptables-save is walking the rules', () => {
  fc.assert(
    fc.property(flows, (given) => {
      const question = asked({ ...given, mode: 'iptables' }, true);
      if (!question) return;
      const { cluster } = question;
      const reread = (node: string, family: 4 | 6): ReturnType<typeof iptablesWalker> => {
        const key = `${given.scenario} ${node} ${family}`;
        let walker = readAgain.get(key);
        if (!walker) {
          const text = printRuleset(programNode(cluster, node).iptables(family));
          readAgain.set(key, (walker = iptablesWalker(parseRuleset(text, { family }))));
        }
        return walker;
      };
      expect(outcomesOf({ ...question, world: { ...question.world, walker: reread } })).toEqual(outcomesOf(question));
    }),
    { numRuns: 200 },
  );
});

const readAgain = new Map<string, ReturnType<typeof iptablesWalker>>();

/** Where modes are known to differ (reference: the recordings): what is asked besides what a Service offers. */
const DIFFERS = new Set(['PORT_NOT_EXPOSED', 'CLUSTERIP_UNALLOCATED', 'NODEPORT_ADDRESS', 'CLUSTERIP_NOT_PINGABLE', 'LB_NOT_PROGRAMMED', 'NO_LOCAL_ENDPOINTS', 'NO_ENDPOINTS', 'NO_READY_ENDPOINTS', 'HAIRPIN_NOT_MASQUERADED', 'SOURCE_RANGE', 'LEFT_CLUSTER']); // prettier-ignore

test('the modes agree on who is reached, named differences aside', () => {
  fc.assert(
    fc.property(flows, (given) => {
      const [reference, ...others] = MODES.map((mode) => {
        const question = asked({ ...given, mode });
        return question ? outcomesOf(question) : [];
      });
      const reached = (outcomes: readonly Outcome[] = []): string[] => outcomes.filter((each) => each.verdict === 'delivered').map((each) => `${each.endpoint?.ip}:${each.endpoint?.port}`).sort(); // prettier-ignore
      const question = asked(given);
      for (const [index, other] of others.entries()) {
        // An IPVS virtual server lists local endpoints only for everybody; iptables and nftables let pods and nodes reach all.
        if (index === 0 && question && hasLocalPolicy(question)) continue;
        const named = [...(reference ?? []), ...other].some((each) => DIFFERS.has(each.reason));
        if (!named) expect(reached(other)).toEqual(reached(reference));
      }
    }),
    { numRuns: 400 },
  );
});

/** Whether the flow asks an outside address or node port of a Service with externalTrafficPolicy Local. */
function hasLocalPolicy({ cluster, flow }: Asked): boolean {
  const known = servicesAtAddress(cluster, flow.destination).filter(({ kind }) => kind !== 'cluster-ip');
  const service = known[0]?.service ?? serviceAtNodePort(cluster, flow.protocol, flow.port)?.service;
  return service?.spec.externalTrafficPolicy === 'Local';
}

test('the tree holds every way once, with its probability', () => {
  const cluster = clusters.get('1.36/types iptables');
  if (!cluster) throw new Error('no cluster');
  const result = traceRequest(cluster, { request: parseRequest(['tcp', '10.96.2.1', '80']), from: 'external', namespace: 'default' }); // prettier-ignore
  const sum = (segment: Segment, share: number): number =>
    segment.end ? share : segment.forks.reduce((total, fork) => total + sum(fork.next, share * fork.probability), 0);
  expect(sum(branchTree(result.paths), 1)).toBeCloseTo(1, 12);
});
