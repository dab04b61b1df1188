import { expect, it } from 'vitest';
import { countedTraces } from '../../src/cli/packet/count-rules.ts';
import { RULE_COUNTERS, ruleCounters } from '../../src/kube-proxy/rule-counters.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest } from '../../src/trace/trace.ts';
import { loadDump } from '../recordings/load-dump.ts';

it('counts every rule that the shown packets matched, once each, on the node they crossed', () => {
  const cluster = loadDump('1.36', 'types');
  const request = parseRequest(['tcp', '10.96.1.1', '80']);
  const result = traceRequest(cluster, { request, from: 'pod/a-1', namespace: 'default' });
  const twice = countedTraces(countedTraces(undefined, [result]), [result]);
  const counting = { ...cluster, extras: { [RULE_COUNTERS]: twice } } as unknown as typeof cluster;
  const nat = ruleCounters(counting, 'node1', 4)['nat'] ?? {};
  expect(nat['-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES']).toEqual([2, 120]);
  const chains = Object.keys(nat).map((rule) => rule.split(' ')[1]?.slice(0, 8));
  expect(chains).toEqual(expect.arrayContaining(['KUBE-SER', 'KUBE-SVC', 'KUBE-SEP']));
});
