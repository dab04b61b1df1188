import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import type { ProxyMode } from '../../src/cluster/config.ts';
import { programNode } from '../../src/kube-proxy/program.ts';
import { parseAddress, type Family } from '../../src/net/address.ts';
import { parseRuleset } from '../../src/netfilter/parse.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { parseRuleset as parseNft } from '../../src/nftables/parse.ts';
import { tableText } from '../../src/nftables/print.ts';
import { clusterWorld } from '../../src/trace/cluster-world.ts';
import { walkFlow, type Flow } from '../../src/trace/flow.ts';
import type { HookWalker } from '../../src/trace/hook.ts';
import { iptablesWalker } from '../../src/trace/iptables/walk.ts';
import { nftWalker } from '../../src/trace/nftables/walk.ts';
import { mergeOutcomes, outcomeOf } from '../../src/trace/outcome.ts';
import { serviceAtNodePort, servicesAtAddress } from '../../src/trace/service-index.ts';
import { findSource } from '../../src/trace/source.ts';
import type { Outcome } from '../../src/trace/tree.ts';
import type { World } from '../../src/trace/world.ts';
import { allQuestions } from '../kernel/lab-questions.ts';
import type { Question } from '../kernel/lab.ts';
import { clusterOfPlan } from '../random/cluster.ts';
import { askersOf } from '../random/askers.ts';
import { clusterPlan, type ClusterPlan } from '../random/plan.ts';

/** What must hold in every cluster, whoever asks for what. */

const MODES = ['iptables', 'nftables', 'ipvs'] as const;
const ASKED = 40;

const situations = fc.record({ plan: clusterPlan, turn: fc.nat(997) });

interface Asked {
  readonly cluster: Cluster;
  readonly world: World;
  readonly question: Question;
}

/** Some of all questions that the cluster suggests, in one mode. */
function asked(plan: ClusterPlan, turn: number, mode: ProxyMode, record = false): Asked[] {
  const cluster = clusterOfPlan(plan, mode);
  const world = clusterWorld(cluster, { record });
  const all = allQuestions(cluster, { ...askersOf(plan), sctp: true });
  const step = Math.max(1, Math.floor(all.length / ASKED));
  return all.filter((_, index) => (index + turn) % step === 0).map((question) => ({ cluster, world, question }));
}

function outcomesOf({ cluster, world, question }: Asked): Outcome[] {
  const { from, node, host, port, protocol } = question;
  const source = findSource(cluster, world.topology, { from, node, namespace: 'default', host });
  const destination = parseAddress(host);
  if (!destination) throw new Error(`no address: ${host}`);
  const flow: Flow = { source, destination, port, protocol, sourcePort: 40_000 };
  const { sent, ends } = walkFlow(world, flow);
  return sent ? mergeOutcomes(ends.map(({ end }) => outcomeOf(cluster, end, sent))) : [];
}

describe.each(MODES)('%s', (mode) => {
  test('every outcome is known, and all sum to 1', () => {
    fc.assert(
      fc.property(situations, ({ plan, turn }) => {
        for (const one of asked(plan, turn, mode)) {
          const outcomes = outcomesOf(one);
          expect(outcomes.reduce((sum, each) => sum + each.probability, 0)).toBeCloseTo(1, 12);
          for (const each of outcomes) expect(each.verdict).not.toBe('undetermined');
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a quick walk and one that records its steps come to the same end', () => {
    fc.assert(
      fc.property(situations, ({ plan, turn }) => {
        const [quick, full] = [asked(plan, turn, mode), asked(plan, turn, mode, true)];
        expect(quick.map(outcomesOf)).toEqual(full.map(outcomesOf));
      }),
      { numRuns: 10 },
    );
  });
});

const REREAD: Record<'iptables' | 'nftables', (cluster: Cluster, node: string, family: Family) => HookWalker> = {
  iptables: (cluster, node, family) => {
    const text = printRuleset(programNode(cluster, node).iptables(family));
    return iptablesWalker(parseRuleset(text, { family }));
  },
  nftables: (cluster, node, family) => {
    const table = programNode(cluster, node).nftables(family);
    return nftWalker(table ? parseNft(tableText(table)) : []);
  },
};

test.each(['iptables', 'nftables'] as const)('walking the text that %s prints is walking the rules', (mode) => {
  fc.assert(
    fc.property(situations, ({ plan, turn }) => {
      const known = new Map<string, HookWalker>();
      for (const one of asked(plan, turn, mode, true)) {
        const walker = (node: string, family: Family): HookWalker => {
          const key = `${node} ${family}`;
          const found = known.get(key) ?? REREAD[mode](one.cluster, node, family);
          known.set(key, found);
          return found;
        };
        expect(outcomesOf({ ...one, world: { ...one.world, walker } })).toEqual(outcomesOf(one));
      }
    }),
    { numRuns: 15 },
  );
});

/** By whose reasons nftables and IPVS are known to reach others than iptables does (the recordings show them, the lab too). */
const NAMED: Record<'nftables' | 'ipvs', readonly string[]> = {
  nftables: ['NODEPORT_ADDRESS', 'HAIRPIN_NOT_MASQUERADED', 'NO_LOCAL_ENDPOINTS'],
  ipvs: ['NODEPORT_ADDRESS', 'MARTIAN_SOURCE', 'NO_LOCAL_ENDPOINTS', 'PORT_NOT_EXPOSED', 'SOURCE_RANGE', 'CLUSTERIP_NOT_PINGABLE'], // prettier-ignore
};

test.each(['nftables', 'ipvs'] as const)('%s reaches whom iptables reaches, named differences aside', (mode) => {
  fc.assert(
    fc.property(situations, ({ plan, turn }) => {
      const others = asked(plan, turn, mode);
      for (const [index, one] of asked(plan, turn, 'iptables').entries()) {
        const other = others[index];
        // An IPVS virtual server of outside addresses holds local endpoints only, whoever asks.
        if (!other || (mode === 'ipvs' && asksLocalPolicy(one))) continue;
        const [reference, found] = [outcomesOf(one), outcomesOf(other)];
        if (![...reference, ...found].some(({ reason }) => NAMED[mode].includes(reason)))
          expect(reached(found), JSON.stringify(one.question)).toEqual(reached(reference));
      }
    }),
    { numRuns: 20 },
  );
});

function reached(outcomes: readonly Outcome[]): string[] {
  const delivered = outcomes.filter(({ verdict }) => verdict === 'delivered');
  return [...new Set(delivered.map(({ endpoint }) => `${endpoint?.ip}:${endpoint?.port}`))].sort();
}

/** Whether a Service with externalTrafficPolicy Local has the address or the node port that is asked. */
function asksLocalPolicy({ cluster, question: { host, port, protocol } }: Asked): boolean {
  const address = parseAddress(host);
  const atAddress = address ? servicesAtAddress(cluster, address).map(({ service }) => service) : [];
  return [...atAddress, serviceAtNodePort(cluster, protocol, port)?.service].some(
    (service) => service?.spec.externalTrafficPolicy === 'Local',
  );
}
