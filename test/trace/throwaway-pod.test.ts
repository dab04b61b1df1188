import { clusterOf, loadDump } from '../recordings/load-dump.ts';
import { expect, test } from 'vitest';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceRequest } from '../../src/trace/trace.ts';
import { clusterFor } from '../proxy-cases/cluster.ts';
import { readCases } from '../proxy-cases/read.ts';

/** Hosts whose pod addresses are handed out by somebody else (no podCIDR): as a kernel in test/kernel showed. */
const [CASE] = readCases(`case no prefixes
service ns/svc 172.30.0.41
  port http 80/tcp
  endpoint http 10.180.0.1 80 here
  endpoint http 10.180.2.1 80 there`);

test.each(['iptables', 'nftables'] as const)('%s: the answer from another host finds a throwaway pod', (mode) => {
  if (!CASE) throw new Error('no case');
  const cluster = clusterFor(CASE, mode);
  const request = parseRequest(['tcp', '172.30.0.41', '80']);
  const options = { request, from: 'pod=10.180.0.2', node: 'here', namespace: 'default' };
  for (const record of [true, false])
    expect(
      traceRequest(cluster, { ...options, record }).outcomes.map(({ verdict, endpoint, sourceSeen, probability }) => [verdict, endpoint?.ip, sourceSeen, probability]), // prettier-ignore
    ).toEqual([
      ['delivered', '10.180.0.1', '10.180.0.2', 0.5],
      ['delivered', '10.180.2.1', '10.180.0.2', 0.5],
    ]);
});

test('where nodes have no pod prefix, as in many clouds, it takes an address beside the pods of its node', () => {
  const recorded = loadDump('1.36', 'seed-nodeport');
  const bare = [...recorded.all('nodes').values()].map((node) => ({ ...node, spec: {} }));
  const others = ['services', 'endpointslices', 'pods', 'namespaces'].flatMap((plural) => [
    ...recorded.all(plural).values(),
  ]);
  const cluster = clusterOf([...bare, ...others], { ...recorded.config, podCIDRs: [] });
  for (const [node, network] of [
    ['node1', '10.244.1.'],
    ['node2', '10.244.2.'],
  ] as const) {
    const { outcomes, source } = traceRequest(cluster, {
      request: parseRequest(['tcp', '10.96.0.100', '8090']),
      namespace: 'default',
      node,
      now: 0,
    });
    expect(source.ip.startsWith(network)).toBe(true);
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['delivered', 'delivered', 'delivered']);
  }
});
