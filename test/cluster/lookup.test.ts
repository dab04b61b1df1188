import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Node } from '../../src/api/node/type.ts';
import { createObject } from '../../src/cluster/create.ts';
import { deleteObject } from '../../src/cluster/delete.ts';
import {
  allNodes,
  allServices,
  nodeAddress,
  nodeByAddress,
  podByAddress,
  podsOnNode,
  serviceByClusterIP,
  serviceByNodePort,
  servicesIn,
  slicesOf,
} from '../../src/cluster/lookup.ts';
import { podStartRevision, servicesSeenBy } from '../../src/cluster/pod-start.ts';
import { foldedLedger, servicesAt, type LedgerEntry } from '../../src/cluster/service-ledger.ts';
import { updateObject } from '../../src/cluster/update.ts';
import { after, begin, pod, service } from './support.ts';

test('indexes answer, and hold as long as their objects do', () => {
  const tx = begin();
  createObject(tx, service('b', { clusterIP: '10.96.5.5', type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] }));
  createObject(tx, service('a', { clusterIP: 'None' }));
  const addresses = [
    { type: 'Hostname', address: 'node1' },
    { type: 'InternalIP', address: '192.168.2.118' },
  ];
  createObject(tx, { apiVersion: 'v1', kind: 'Node', metadata: { name: 'node1' }, status: { addresses } });
  const made = createObject(tx, pod('p', {}, { nodeName: 'node1' }));
  updateObject(
    tx,
    { ...made, status: { phase: 'Running', podIP: '10.244.1.5', podIPs: [{ ip: '10.244.1.5' }, { ip: 'fd00::5' }] } },
    { subresource: 'status' },
  );
  const labels = { 'kubernetes.io/service-name': 'b' };
  for (const name of ['b-2', 'b-1']) {
    createObject(tx, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, labels },
      addressType: 'IPv4',
      endpoints: [],
    });
  }
  const cluster = tx.commit();
  expect(servicesIn(cluster, 'default').map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  expect(servicesIn(cluster, 'default')).toBe(servicesIn(cluster, 'default'));
  expect(allServices(cluster)).toHaveLength(2);
  expect(slicesOf(cluster, 'default', 'b').map(({ metadata }) => metadata.name)).toEqual(['b-1', 'b-2']);
  expect(slicesOf(cluster, 'default', 'a')).toEqual([]);
  expect(podByAddress(cluster, 'FD00::0005')?.metadata.name).toBe('p');
  expect(podsOnNode(cluster, 'node1')).toHaveLength(1);
  expect(nodeByAddress(cluster, '192.168.2.118')?.metadata.name).toBe('node1');
  expect(nodeAddress(allNodes(cluster)[0] as Node)).toBe('192.168.2.118');
  expect(nodeAddress(allNodes(cluster)[0] as Node, 6)).toBeUndefined();
  expect(serviceByClusterIP(cluster, '10.96.5.5')?.metadata.name).toBe('b');
  expect(serviceByNodePort(cluster, 30080)?.metadata.name).toBe('b');
});

test('a container keeps the Services it started with; a restart sees the present ones', () => {
  const tx = begin();
  createObject(tx, service('old'));
  const made = createObject(tx, pod('p'));
  const running = (restartCount: number): object => ({
    phase: 'Running',
    containerStatuses: [{ name: 'c', ready: true, restartCount, state: { running: { startedAt: tx.timestamp() } } }],
  });
  const started = updateObject(tx, { ...made, status: running(0) }, { subresource: 'status' });
  createObject(tx, service('new'));
  deleteObject(tx, { plural: 'services', namespace: 'default', name: 'old' });
  let cluster = tx.commit();
  expect(podStartRevision(cluster, started)).toBe(Number(started.metadata.resourceVersion));
  expect([...servicesSeenBy(cluster, started).keys()]).toEqual(['default/old']);
  expect([...servicesAt(cluster.ledger, cluster.revision).keys()]).toEqual(['default/new']);
  const next = after(tx);
  const labelled = updateObject(next, { ...started, metadata: { ...started.metadata, labels: { a: 'b' } } });
  expect(podStartRevision(next.commit(), labelled)).toBe(podStartRevision(cluster, started));
  const again = updateObject(next, { ...labelled, status: running(1) }, { subresource: 'status' });
  cluster = next.commit();
  expect([...servicesSeenBy(cluster, again).keys()]).toEqual(['default/new']);
  deleteObject(next, { plural: 'pods', namespace: 'default', name: 'p' });
  expect(next.commit().podStarts.size).toBe(0);
});

test('the ledger grows only when what variables are made of changes', () => {
  const tx = begin();
  const made = createObject(tx, service('web'));
  const entries = (): number => tx.commit().ledger.length;
  expect(entries()).toBe(1);
  updateObject(tx, { ...made, metadata: { ...made.metadata, labels: { a: 'b' } } });
  expect(entries()).toBe(1);
  updateObject(tx, service('web', { ports: [{ port: 81 }] }));
  expect(entries()).toBe(2);
});

test('a folded ledger says the same from its oldest revision on', () => {
  const entry = fc.record({ name: fc.constantFrom('a', 'b', 'c'), port: fc.nat(3), gone: fc.boolean() });
  fc.assert(
    fc.property(fc.array(entry), fc.nat(30), fc.nat(30), (writes, oldest, later) => {
      const ledger = writes.map(({ name, port, gone }, i): LedgerEntry => {
        const service = gone ? null : { ports: [{ port }] };
        return { revision: i + 1, namespace: 'x', name, service };
      });
      const folded = foldedLedger(ledger, oldest);
      const sorted = (entries: Map<string, LedgerEntry>): unknown => [...entries].sort();
      expect(sorted(servicesAt(folded, oldest + later))).toEqual(sorted(servicesAt(ledger, oldest + later)));
      expect(folded.length).toBeLessThanOrEqual(ledger.length);
    }),
  );
});

test('a ledger does not grow for ever', () => {
  const tx = begin();
  for (let i = 0; i < 3000; i++) {
    createObject(tx, service('web'));
    deleteObject(tx, { plural: 'services', namespace: 'default', name: 'web' });
  }
  expect(tx.commit().ledger.length).toBeLessThan(1000);
});
