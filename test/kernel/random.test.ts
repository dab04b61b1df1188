import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { askersOf } from '../random/askers.ts';
import { clusterOfPlan } from '../random/cluster.ts';

import { clusterPlan, type ClusterPlan } from '../random/plan.ts';
import { allQuestions, sample } from './lab-questions.ts';
import { LAB_TIMEOUT, runScenes, whyNoLab, type RuleTool, type Scene } from './lab.ts';
import { whyNot } from './namespace.ts';

vi.setConfig({ testTimeout: LAB_TIMEOUT });

/**
 * The trace against a real kernel, in clusters that nobody prepared. Every run builds the same few; FC_SEED=random builds others, and
 * LAB_CLUSTERS and LAB_QUESTIONS say how many and how much is asked in each.
 */

const CLUSTERS = Number(process.env['LAB_CLUSTERS'] ?? 4);
const QUESTIONS = Number(process.env['LAB_QUESTIONS'] ?? 60);
/** As many clusters as one lab holds at a time. */
const TOGETHER = 8;

const TOOLS: readonly (readonly ['iptables' | 'nftables', RuleTool])[] = [['iptables', 'iptables-nft'], ['nftables', 'nft']]; // prettier-ignore

const missing = whyNoLab();

describe.each(TOOLS)('%s with %s', (mode, tool) => {
  const without = missing ?? whyNot(tool === 'nft' ? 'nft list ruleset' : `${tool}-save -t nat`);
  if (without !== undefined) return void it.skip(`no lab here: ${without}`, () => undefined);

  it('clusters that nobody thought of', () => {
    const seed = fc.readConfigureGlobal().seed ?? Date.now();
    const plans = fc.sample(clusterPlan, { seed, numRuns: CLUSTERS });
    for (let first = 0; first < plans.length; first += TOGETHER) {
      const group = plans.slice(first, first + TOGETHER);
      const findings = runScenes(group.map((plan, index): Scene => sceneOf(plan, mode, tool, first + index)));
      const wrong = findings.flatMap((each, index) =>
        each.flatMap(({ difference }) => (difference === undefined ? [] : `cluster ${first + index}: ${difference}`)),
      );
      expect(wrong, `seed ${seed}`).toEqual([]);
      expect(findings.flat().length).toBeGreaterThan(QUESTIONS / 2);
    }
  });
});

function sceneOf(plan: ClusterPlan, mode: 'iptables' | 'nftables', tool: RuleTool, turn: number): Scene {
  const cluster = clusterOfPlan(plan, mode);
  const all = allQuestions(cluster, askersOf(plan));
  const questions = sample(all, Math.max(1, Math.floor(all.length / QUESTIONS)), turn);
  return { cluster, tool, podNetwork: plan.podNetwork, questions };
}
