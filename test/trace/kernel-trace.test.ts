import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cluster/config.ts';
import { memoryEntries } from '../../src/trace/memory.ts';
import type { Memory } from '../../src/trace/hook.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest, type TraceResult } from '../../src/trace/trace.ts';
import { loadDump } from '../recordings/load-dump.ts';
import { kernelTraces, type KernelTrace } from './kernel-trace.ts';

/** Rule for rule what the kernel told of itself: the request's way and the reply's, on the node whose rules it had. */
const memories = new Map<string, Memory>();

for (const recorded of kernelTraces()) {
  const { scenario, node, mode, title, words } = recorded;
  test(`${scenario} ${node} ${mode} ${title}`, () => {
    const traced = traceLike(recorded);
    const path = traced.paths[traced.shown];
    const rules = (path?.steps ?? [])
      // The lab marked SYN and SYN-ACK for tracing: of UDP it saw the request only.
      .filter(
        (step) => step.node === node && step.rule !== undefined && (step.phase === 'request' || words[0] === 'tcp'),
      )
      .map((step) => (mode === 'iptables' ? `${step.table} ${step.chain} ${step.rule}` : `${step.chain} ${step.rule}`));
    expect(rules).toEqual(recorded.rules);
    expect(rules.length).toBeGreaterThan(2);
    if (title.includes('sticky')) expect(Object.keys(memoryEntries(traced.memory)).length).toBeGreaterThan(0);
    memories.set(`${scenario} ${node} ${mode}`, traced.memory);
  });
}

/** The trace whose shown way ends where the recorded connection ended. */
function traceLike(recorded: KernelTrace): TraceResult {
  const { scenario, node, mode, title, from, words, endpoint } = recorded;
  const cluster = loadDump('1.36', scenario, { proxy: { ...DEFAULT_CONFIG.proxy, mode } });
  const memory = title.includes('second connection') ? memories.get(`${scenario} ${node} ${mode}`) : undefined;
  const options = { request: parseRequest(words), from, node, namespace: 'default', podNetwork: 'ptp' as const, ...(memory ? { memory } : {}) }; // prettier-ignore
  const { paths } = traceRequest(cluster, options);
  const at = (index: number): string => `${paths[index]?.outcome.endpoint?.ip}:${paths[index]?.outcome.endpoint?.port}`;
  const wanted = endpoint === undefined ? 0 : paths.findIndex((_, index) => at(index) === endpoint);
  const before = paths.slice(0, wanted).reduce((sum, path) => sum + path.probability, 0);
  const draw = before + (paths[wanted]?.probability ?? 0) / 2;
  return traceRequest(cluster, { ...options, random: { next: () => draw, integer: () => 0 } });
}
