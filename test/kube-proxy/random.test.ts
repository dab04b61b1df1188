import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programNode } from '../../src/kube-proxy/program.ts';
import { servicePlans } from '../../src/kube-proxy/service-plan.ts';
import { printRuleset } from '../../src/netfilter/print.ts';
import { tableText } from '../../src/nftables/print.ts';
import { clusterOfPlan } from '../random/cluster.ts';
import { clusterPlan } from '../random/plan.ts';

/** What must hold of a node's program in every cluster. */

const FAMILIES = [4, 6] as const;

test.each(['iptables', 'ipvs'] as const)('every chain that a rule leads to is there (%s)', (mode) => {
  fc.assert(
    fc.property(clusterPlan, (plan) => {
      const cluster = clusterOfPlan(plan, mode);
      for (const family of FAMILIES) {
        const text = printRuleset(programNode(cluster, 'node1').iptables(family));
        expect(missing(text, /^:(\S+)/gm, / -[jg] (KUBE-[\w-]+)$/gm)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

test('every chain and set that nftables rules and maps name is there', () => {
  fc.assert(
    fc.property(clusterPlan, (plan) => {
      const cluster = clusterOfPlan(plan, 'nftables');
      for (const family of FAMILIES) {
        const table = programNode(cluster, 'node1').nftables(family);
        const text = table ? tableText(table) : '';
        expect(missing(text, /^\tchain (\S+)/gm, /(?:jump|goto) ([^\s,}]+)/g)).toEqual([]);
        expect(missing(text, /^\t(?:set|map) (\S+)/gm, /@([^\s"]+)/g)).toEqual([]);
      }
    }),
    { numRuns: 200 },
  );
});

test('an ipset has every entry that it lists', () => {
  fc.assert(
    fc.property(clusterPlan, (plan) => {
      const cluster = clusterOfPlan(plan, 'ipvs');
      for (const family of FAMILIES)
        // Networks are looked up in another way.
        for (const set of programNode(cluster, 'node1')
          .ipvs(family)
          ?.sets.filter(({ type }) => !type.endsWith('net')) ?? [])
          expect(
            set.entries.filter((entry) => !set.has?.(entry)),
            set.name,
          ).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

test('a port has endpoints where somebody may serve it, and only there', () => {
  fc.assert(
    fc.property(clusterPlan, (plan) => {
      const cluster = clusterOfPlan(plan, 'iptables');
      for (const family of FAMILIES)
        for (const { hasAnyEndpoint, endpoints } of servicePlans(cluster, 'node1', family))
          expect(hasAnyEndpoint).toBe(endpoints.some(({ ready, serving, terminating }) => ready || (serving && terminating))); // prettier-ignore
    }),
    { numRuns: 300 },
  );
});

function missing(text: string, declared: RegExp, named: RegExp): string[] {
  const there = new Set([...text.matchAll(declared)].map(([, name]) => name ?? ''));
  return [...text.matchAll(named)].flatMap(([, name = '']) => (there.has(name) ? [] : [name]));
}
