import { afterAll, beforeAll, expect, test } from 'vitest';
import { transact } from '../../../src/cluster/transaction.ts';
import { createObject } from '../../../src/cluster/create.ts';
import { deleteObject } from '../../../src/cluster/delete.ts';
import { seededRandom } from '../../../src/net/random.ts';
import type { KubeObject } from '../../../src/api/meta.ts';
import { openWatch, service, testServer, type OpenWatch, type TestServer } from './server.ts';

const SERVICES = '/api/v1/namespaces/default/services';
let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

async function revision(): Promise<string> {
  return (await server.ask('GET', SERVICES)).json.metadata.resourceVersion as string;
}

test('a watch tells what happens after a list, each change under its own revision', async () => {
  const watch = openWatch(server.port, `${SERVICES}?watch=1&resourceVersion=${await revision()}`);
  await server.ask('POST', SERVICES, service('a'));
  await server.ask(
    'PATCH',
    `${SERVICES}/a`,
    { metadata: { labels: { x: '1' } } },
    { 'content-type': 'application/merge-patch+json' },
  );
  await server.ask('DELETE', `${SERVICES}/a`);
  await watch.until(({ type }) => type === 'DELETED');
  watch.cut();
  expect(watch.lines.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  const revisions = watch.lines.map(({ object }) => Number(object.metadata.resourceVersion));
  expect([...revisions].sort((a, b) => a - b)).toEqual(revisions);
  expect(new Set(revisions).size).toBe(3);
});

test('an object that comes to match a selector is added, one that ceases to is deleted', async () => {
  const watch = openWatch(server.port, `${SERVICES}?watch=1&labelSelector=tier&resourceVersion=${await revision()}`);
  const label = (value: string | null) =>
    server.ask(
      'PATCH',
      `${SERVICES}/sel`,
      { metadata: { labels: { tier: value } } },
      { 'content-type': 'application/merge-patch+json' },
    );
  await server.ask('POST', SERVICES, service('sel'));
  await label('front');
  await label('back');
  await label(null);
  const last = await watch.until(({ type }) => type === 'DELETED');
  watch.cut();
  expect(watch.lines.map(({ type }) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  expect(last.object.metadata.labels).toEqual({ tier: 'back' });
});

test('initial events are streamed and their end is marked', async () => {
  const watch = openWatch(
    server.port,
    '/api/v1/nodes?allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&sendInitialEvents=true&watch=true',
  );
  const end = await watch.until(({ type }) => type === 'BOOKMARK');
  watch.cut();
  expect(watch.lines.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK']);
  expect(end.object).toMatchObject({
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
  });
});

test('a revision that is too old is told so, in the stream', async () => {
  const watch = openWatch(server.port, `${SERVICES}?watch=1&resourceVersion=1`);
  const line = await watch.until(() => true);
  await watch.ended;
  expect(line).toMatchObject({ type: 'ERROR', object: { kind: 'Status', reason: 'Expired', code: 410 } });
  expect(line.object.message).toMatch(/^too old resource version: 1 \(\d+\)$/);
});

test('the time a client asks for ends the stream, with a bookmark before it', async () => {
  const watch = openWatch(
    server.port,
    `${SERVICES}?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=${await revision()}`,
  );
  await watch.ended;
  expect(watch.lines.at(-1)?.type).toBe('BOOKMARK');
});

test('tables are watched as tables', async () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const watch = openWatch(server.port, `${SERVICES}?watch=1&resourceVersion=0`, { accept });
  const first = await watch.until(({ object }) => object.rows[0].cells[0] === 'kubernetes');
  watch.cut();
  expect(first.object.kind).toBe('Table');
  expect(first.object.rows[0].object.kind).toBe('PartialObjectMetadata');
});

test('what another process writes to the state is told', async () => {
  const watch = openWatch(server.port, `${SERVICES}?watch=1&resourceVersion=${await revision()}`);
  const elsewhere = { now: Date.now(), random: seededRandom('elsewhere') };
  const store = server.store;
  const other = new (store.constructor as new (path: string) => typeof store)(store.location);
  await other.update((cluster) => {
    if (!cluster) throw new Error('no cluster');
    return transact(cluster, elsewhere, (tx) => {
      createObject(tx, service('by-cli') as unknown as KubeObject);
      createObject(tx, service('gone-at-once') as unknown as KubeObject);
      deleteObject(tx, { plural: 'services', namespace: 'default', name: 'gone-at-once' });
    });
  });
  const { object } = await watch.until(({ object }) => object.metadata.name === 'by-cli');
  expect((await server.ask('GET', `${SERVICES}/by-cli`)).json.metadata.uid).toBe(object.metadata.uid);
  await server.ask('POST', SERVICES, service('by-api'));
  await watch.until(({ object: { metadata } }) => metadata.name === 'by-api');
  expect((await other.read())?.get('services', 'default', 'by-api')).toBeDefined();
  watch.cut();
});

test('a client that is cut off 200 times at random loses no event', async () => {
  const random = seededRandom('cuts');
  const seen = new Map<string, string[]>();
  let at = await revision();
  let position = 0;
  let watch: OpenWatch | undefined;
  const take = (): void => {
    for (; watch && position < watch.lines.length; position++) {
      const { type, object } = watch.lines[position] ?? { type: '', object: {} };
      expect(type).not.toBe('ERROR');
      const { name, resourceVersion } = object.metadata as { name: string; resourceVersion: string };
      at = resourceVersion;
      if (name?.startsWith('cut-')) seen.set(name, [...(seen.get(name) ?? []), type]);
    }
  };
  const again = (): void => {
    take();
    watch?.cut();
    position = 0;
    watch = openWatch(server.port, `${SERVICES}?watch=1&resourceVersion=${at}`);
  };
  const expected = new Map<string, string[]>();
  for (let i = 0; i < 200; i++) {
    again();
    const name = `cut-${i}`;
    const work = server
      .ask('POST', SERVICES, service(name))
      .then(() => (i % 2 === 0 ? server.ask('DELETE', `${SERVICES}/${name}`) : undefined));
    expected.set(name, i % 2 === 0 ? ['ADDED', 'DELETED'] : ['ADDED']);
    if (random.next() < 0.5) await work;
    else await new Promise((resolve) => setTimeout(resolve, random.integer(8)));
  }
  await server.ask('POST', SERVICES, service('cut-end'));
  await new Promise((resolve) => setTimeout(resolve, 300));
  again();
  await new Promise((resolve) => setTimeout(resolve, 300));
  take();
  watch?.cut();
  seen.delete('cut-end');
  expect(Object.fromEntries([...seen].sort())).toEqual(Object.fromEntries([...expected].sort()));
}, 60_000);

test('500 watches at once are all told, from one text', async () => {
  const from = await revision();
  const watches = Array.from({ length: 500 }, () =>
    openWatch(server.port, `${SERVICES}?watch=1&resourceVersion=${from}`),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await server.ask('POST', SERVICES, service('for-all'));
  const lines = await Promise.all(
    watches.map((watch) => watch.until(({ object }) => object.metadata.name === 'for-all')),
  );
  for (const watch of watches) watch.cut();
  expect(lines).toHaveLength(500);
}, 30_000);
