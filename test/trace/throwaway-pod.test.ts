import { expect, test } from 'vitest';
import { parseRequest } from '../../src/trace/request.ts';
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
