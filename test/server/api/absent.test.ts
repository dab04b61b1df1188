import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SERVED } from '../../../src/api/served.ts';
import { openWatch, testServer, type TestServer } from './server.ts';

const SECRETS = '/api/v1/namespaces/default/secrets';
let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

interface Listed {
  readonly name: string;
  readonly namespaced: boolean;
  readonly kind: string;
}

test('discovery lists what a whole cluster serves, aggregated or not', async () => {
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  const plain: string[] = [];
  const aggregated: string[] = [];
  for (const apiVersion of new Set(SERVED.map((one) => one.apiVersion))) {
    const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const { json } = await server.ask('GET', path);
    const kinds = (json.resources as Listed[]).filter(({ name }) => !name.includes('/'));
    plain.push(...kinds.map(({ name, kind, namespaced }) => `${apiVersion} ${name} ${kind} ${namespaced}`));
  }
  for (const path of ['/api', '/apis']) {
    const { json } = await server.ask('GET', path, undefined, { accept });
    for (const { metadata, versions } of json.items) {
      for (const { version, resources } of versions) {
        const apiVersion = metadata.name ? `${metadata.name}/${version}` : version;
        for (const { resource, responseKind, scope } of resources) {
          aggregated.push(`${apiVersion} ${resource} ${responseKind.kind} ${scope === 'Namespaced'}`);
        }
      }
    }
  }
  const expected = SERVED.map((one) => `${one.apiVersion} ${one.plural} ${one.kind} ${one.namespaced}`).sort();
  expect(plain.sort()).toEqual(expected);
  expect(aggregated.sort()).toEqual(expected);
});

describe('a kind of which nothing is kept', () => {
  test('has no objects', async () => {
    expect((await server.ask('GET', SECRETS)).json).toMatchObject({ kind: 'SecretList', apiVersion: 'v1', items: [] });
    const table = await server.ask('GET', SECRETS, undefined, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    expect(table.json).toMatchObject({ kind: 'Table', rows: [] });
    for (const method of ['GET', 'DELETE']) {
      const { json } = await server.ask(method, `${SECRETS}/x`);
      expect(json).toMatchObject({
        code: 404,
        message: 'secrets "x" not found',
        details: { name: 'x', kind: 'secrets' },
      });
    }
    expect((await server.ask('DELETE', '/apis/batch/v1/namespaces/default/jobs')).json.kind).toBe('JobList');
  });

  test('can be watched', async () => {
    const query = 'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
    const watch = openWatch(server.port, `/apis/rbac.authorization.k8s.io/v1/clusterroles?${query}`);
    const { object } = await watch.until(({ type }) => type === 'BOOKMARK');
    watch.cut();
    expect(object).toMatchObject({ kind: 'ClusterRole', apiVersion: 'rbac.authorization.k8s.io/v1' });
    expect(watch.lines).toHaveLength(1);
  });

  test('can not be made, and says so', async () => {
    const made = await server.ask('POST', SECRETS, { metadata: { name: 'x' } });
    expect(made.json).toMatchObject({
      code: 405,
      reason: 'MethodNotAllowed',
      message: expect.stringContaining('secrets'),
    });
    const review = await server.ask('GET', '/apis/authentication.k8s.io/v1/tokenreviews');
    expect(review.json).toMatchObject({ code: 405 });
    expect((await server.ask('GET', `${SECRETS}/x/status`)).status).toBe(404);
    expect((await server.ask('GET', '/api/v1/secrets/x')).status).toBe(404);
  });
});
