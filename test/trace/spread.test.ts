import { expect, test } from 'vitest';
import { DEFAULT_CONFIG } from '../../src/cluster/config.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest } from '../../src/trace/trace.ts';
import { loadDump } from '../recordings/load-dump.ts';
import { packetFiles, requestOf, sourceOf } from './packet-rows.ts';

/** How real connections spread over the backends, against the probabilities of the trace: Pearson's chi-squared over all rows. */
test('the recorded spread fits the probabilities', () => {
  let chiSquared = 0;
  let freedom = 0;
  let rowsCounted = 0;
  for (const { scenario, node, mode, rows } of packetFiles()) {
    const cluster = loadDump('1.36', scenario, { proxy: { ...DEFAULT_CONFIG.proxy, mode } });
    const pods = new Map(
      [...cluster.all('pods').values()].map((pod) => [pod.metadata.name, pod.metadata.namespace ?? '']),
    );
    for (const row of rows) {
      if (row.result !== 'ok' || row.proto === 'icmp' || row.note.includes('affinity')) continue;
      const counts = new Map(
        row.backends.split(',').map((one) => [one.split('=')[0]?.split('@')[1] ?? '', Number(one.split('=')[1])]),
      );
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const { from, namespace } = sourceOf(row, node, pods);
      const { outcomes } = traceRequest(cluster, { request: parseRequest(requestOf(row)), from, node, namespace, podNetwork: 'ptp', record: false }); // prettier-ignore
      if (outcomes.length < 2) continue;
      rowsCounted++;
      freedom += outcomes.length - 1;
      for (const { endpoint, probability } of outcomes) {
        const expected = total * probability;
        chiSquared += ((counts.get(`${endpoint?.ip}:${endpoint?.port}`) ?? 0) - expected) ** 2 / expected;
      }
    }
  }
  // Wilson and Hilferty: the cube root of chi-squared over its degrees of freedom is nearly normal.
  const deviation = (Math.cbrt(chiSquared / freedom) - (1 - 2 / (9 * freedom))) / Math.sqrt(2 / (9 * freedom));
  expect(rowsCounted).toBeGreaterThan(200);
  // p > 0.001 on either side.
  expect(Math.abs(deviation)).toBeLessThan(3.29);
});
