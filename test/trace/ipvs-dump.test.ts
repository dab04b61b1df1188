import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dumpWorld, readDumps, readInterfaces } from '../../src/trace/dump.ts';
import { parseRequest } from '../../src/trace/request/request.ts';
import { traceDump, type TraceResult } from '../../src/trace/trace.ts';
import { RECORDINGS } from '../recordings/load-dump.ts';

/** A node in IPVS mode, pasted: what iptables-save, ipvsadm -Ln and ipset list said there. No manifests. */
const texts = ['ipvs-iptables-save.node1.txt', 'ipvsadm-Ln-ownsort.node1.txt', 'ipset-list.node1.txt'].map((name) => ({
  name,
  text: readFileSync(new URL(`1.36/types/${name}`, RECORDINGS), 'utf8'),
}));

function trace(from: string, words: string): TraceResult {
  const interfaces = readInterfaces('eth0=192.168.2.118/24');
  const world = dumpWorld({ ...readDumps(texts), interfaces }, 'node1');
  return traceDump(world, { request: parseRequest(words.split(' ')), from, namespace: 'default' });
}

test('a cluster address is balanced, and what comes from outside the pod network is masqueraded', () => {
  const { outcomes } = trace('external=192.168.2.50', 'tcp 10.96.1.1 80');
  expect(
    outcomes.map((each) => [each.verdict, each.endpoint?.ip, each.endpoint?.port, each.probability, each.sourceSeen]),
  ).toEqual([
    ['delivered', '10.244.1.5', 8080, 0.5, '192.168.2.118'],
    ['delivered', '10.244.2.5', 8080, 0.5, '192.168.2.118'],
  ]);
});

test('a virtual server without real servers refuses, another port of its address too', () => {
  expect(trace('external=192.168.2.50', 'tcp 10.96.1.5 80')).toMatchObject({ verdict: 'rejected' });
  expect(trace('external=192.168.2.50', 'tcp 10.96.1.1 81')).toMatchObject({ verdict: 'rejected' });
});

test('source ranges are looked up in their sets', () => {
  expect(trace('external=198.51.100.7', 'tcp 203.0.113.10 80').outcomes[0]?.verdict).toBe('delivered');
  expect(trace('external=192.168.2.50', 'tcp 203.0.113.10 80')).toMatchObject({ verdict: 'dropped' });
});
