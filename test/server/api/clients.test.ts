import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWatch, service, testServer, type TestServer } from './server.ts';

/** Every request that a real kube-proxy and a real CoreDNS made of a real API server, made of ours. */
interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly accept: string;
  readonly status: number;
  /** How the answer began. */
  readonly kind: string;
  readonly apiVersion: string;
}

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

describe.each(['client-kube-proxy.txt', 'client-coredns.txt'])('%s', (file) => {
  const requests = readRequests(readFileSync(join(import.meta.dirname, '../../recordings/general', file), 'utf8'));
  const reads = requests.filter(({ method, path }) => method === 'GET' && !path.includes('watch=true'));
  const watches = requests.filter(({ path }) => path.includes('watch=true') && !path.includes('sendInitialEvents'));
  const initial = requests.filter(({ path }) => path.includes('sendInitialEvents'));

  test('it has requests', () => expect(reads.length * watches.length).toBeGreaterThan(0));

  test.each(reads)('$path is answered in JSON, as recorded', async ({ path, accept, status, kind, apiVersion }) => {
    const answer = await server.ask('GET', path, undefined, { accept });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json).toMatchObject({ kind, apiVersion });
    expect(answer.json.metadata.resourceVersion).toMatch(/^\d+$/);
    for (const item of answer.json.items) expect(item).not.toHaveProperty('kind');
  });

  test.each(initial)('$path is streamed to its end', async ({ path, accept }) => {
    const watch = openWatch(server.port, path, { accept });
    const end = await watch.until(({ type }) => type === 'BOOKMARK');
    watch.cut();
    expect(end.object.metadata.annotations).toEqual({ 'k8s.io/initial-events-end': 'true' });
    expect(watch.lines.slice(0, -1).every(({ type }) => type === 'ADDED')).toBe(true);
  });

  test.each(watches)('$path goes on from a list', async ({ path, accept }) => {
    const list = await server.ask('GET', path.replace(/watch=true/, '').replace(/resourceVersion=\d+/, ''), undefined, {
      accept,
    });
    const from = path.replace(/resourceVersion=\d+/, `resourceVersion=${list.json.metadata.resourceVersion}`);
    const watch = openWatch(server.port, from, { accept });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(watch.lines).toEqual([]);
    if (path.includes('/services?')) {
      const name = `later-${Math.round(performance.now() * 1000)}`;
      await server.ask('POST', '/api/v1/namespaces/default/services', service(name));
      await watch.until(({ type, object }) => type === 'ADDED' && object.metadata.name === name);
    }
    watch.cut();
  });
});

test('what CoreDNS and kube-proxy leave out is left out', async () => {
  const at = '/api/v1/namespaces/default/services';
  await server.ask('POST', at, service('headless', { clusterIP: 'None' }));
  const list = await server.ask(
    'GET',
    '/api/v1/services?fieldSelector=spec.clusterIP%21%3DNone&limit=500&resourceVersion=0',
  );
  const names = list.json.items.map((item: { metadata: { name: string } }) => item.metadata.name);
  expect(names).toContain('kubernetes');
  expect(names).not.toContain('headless');
});

test('a list in pieces is one list', async () => {
  const names: string[] = [];
  let token = '';
  do {
    const { json } = await server.ask('GET', `/api/v1/services?limit=2&continue=${encodeURIComponent(token)}`);
    names.push(...json.items.map((item: { metadata: { name: string } }) => item.metadata.name));
    token = json.metadata.continue ?? '';
    await server.ask('POST', '/api/v1/namespaces/default/services', service(`aa-${names.length}`));
  } while (token !== '');
  expect(names.filter((name) => name.startsWith('aa-'))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

function readRequests(text: string): Recorded[] {
  return text
    .split(/^(?=(?:GET|POST) )/m)
    .filter((block) => /^(GET|POST) /.test(block))
    .map((block) => ({
      method: /^\w+/.exec(block)?.[0] ?? '',
      path: /^\w+ (\S+)/.exec(block)?.[1] ?? '',
      accept: /accept: (.*)/.exec(block)?.[1] ?? '',
      status: Number(/-> (\d+)/.exec(block)?.[1]),
      kind: /\{"kind":"(\w+)"/.exec(block)?.[1] ?? '',
      apiVersion: /"apiVersion":"([^"]+)"/.exec(block)?.[1] ?? '',
    }));
}
