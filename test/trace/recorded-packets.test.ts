import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cluster/config.ts';
import { seededRandom } from '../../src/net/random.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest } from '../../src/trace/trace.ts';
import { loadDump } from '../recordings/load-dump.ts';
import { difference, filesInTurn, packetFiles, requestOf, sourceOf } from './packet-rows.ts';

/** What a real kernel did with real packets, asked of the cluster's dump: every row of every recording, in its proxy mode. */
for (const { scenario, node, mode, rows } of packetFiles()) {
  test(`${scenario} ${node} ${mode}: ${rows.length} recorded packets`, () => {
    const cluster = loadDump('1.36', scenario, { proxy: { ...DEFAULT_CONFIG.proxy, mode } });
    const pods = new Map(
      [...cluster.all('pods').values()].map((pod) => [pod.metadata.name, pod.metadata.namespace ?? '']),
    );
    const wrong = rows.flatMap((row) => {
      const { from, namespace } = sourceOf(row, node, pods);
      const request = parseRequest(requestOf(row));
      const options = { request, from, node, namespace, podNetwork: 'ptp' as const };
      const traced = traceRequest(cluster, options);
      const quick = traceRequest(cluster, { ...options, record: false });
      expect(traced.outcomes.reduce((total, outcome) => total + outcome.probability, 0)).toBeCloseTo(1, 12);
      expect(quick.outcomes).toEqual(traced.outcomes);
      expect(traced.outcomes.every((outcome) => outcome.reason !== 'RULE_DROP' && outcome.reason !== 'RULE_REJECT')).toBe(true); // prettier-ignore
      const told = difference(row, traced.outcomes);
      return told === undefined ? [] : [`${row.source}(${row.source_ip}) -> ${row.destination}/${row.proto} [${row.note}]: ${told}`]; // prettier-ignore
    });
    expect(wrong).toEqual([]);
    expect(rows.length).toBeGreaterThan(20);
  });
}

for (const { scenario, node, mode, rows } of filesInTurn()) {
  test(`${scenario} ${node} ${mode}: a client keeps its pod from one address of a Service to the other`, () => {
    const cluster = loadDump('1.36', scenario, { proxy: { ...DEFAULT_CONFIG.proxy, mode } });
    for (const row of rows) {
      const [first = '', second = ''] = row.destination.split(' then ');
      const { from, namespace } = sourceOf(row, node, new Map());
      const shared = Number(/affinity-shared=(\d+)/.exec(row.note)?.[1]);
      for (let round = 0; round < shared; round++) {
        const options = { from, node, namespace, podNetwork: 'ptp' as const, random: seededRandom(`round ${round}`) };
        const ask = (destination: string): ReturnType<typeof parseRequest> => parseRequest(requestOf({ ...row, destination })); // prettier-ignore
        const one = traceRequest(cluster, { ...options, request: ask(first) });
        const other = traceRequest(cluster, { ...options, request: ask(second), memory: one.memory });
        expect(other.outcomes.map(({ endpoint }) => endpoint?.ip)).toEqual([
          one.paths[one.shown]?.outcome.endpoint?.ip,
        ]);
      }
      expect(shared).toBeGreaterThan(0);
    }
  });
}
