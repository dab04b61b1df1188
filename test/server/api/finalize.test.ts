import { afterAll, beforeAll, expect, test } from 'vitest';
import { testServer, type TestServer } from './server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer();
});
afterAll(() => server.close());

/** A namespace that hangs on an object which nobody lets go. */
async function stuck(name: string): Promise<string> {
  const path = `/api/v1/namespaces/${name}`;
  await server.ask('POST', '/api/v1/namespaces', { metadata: { name } });
  await server.ask('POST', `${path}/configmaps`, { metadata: { name: 'held', finalizers: ['example.com/guard'] } });
  const deleted = await server.ask('DELETE', path);
  expect(deleted.json).toMatchObject({ kind: 'Namespace', status: { phase: 'Terminating' } });
  return path;
}

test('finalize lets a namespace go whatever is left in it', async () => {
  const path = await stuck('shop');
  const { json } = await server.ask('GET', path);
  expect(json.spec).toEqual({ finalizers: ['kubernetes'] });
  const done = await server.ask('PUT', `${path}/finalize`, { ...json, spec: {} });
  expect(done.status).toBe(200);
  expect(done.json).toMatchObject({ kind: 'Namespace', spec: {} });
  expect((await server.ask('GET', path)).status).toBe(404);
});

test('other finalizers can be put there, if they are some', async () => {
  const path = await stuck('guarded');
  const { json } = await server.ask('GET', path);
  const wrong = await server.ask('PUT', `${path}/finalize`, { ...json, spec: { finalizers: ['nonsense'] } });
  expect(wrong.json).toMatchObject({
    code: 422,
    message:
      'Namespace "guarded" is invalid: spec.finalizers: Invalid value: "nonsense": name is neither a standard finalizer name nor is it fully qualified',
  });
  const stale = { ...json, metadata: { ...json.metadata, resourceVersion: '1' } };
  expect((await server.ask('PUT', `${path}/finalize`, stale)).json).toMatchObject({ code: 409, reason: 'Conflict' });
  const put = await server.ask('PUT', `${path}/finalize`, { ...json, spec: { finalizers: ['example.com/mine'] } });
  expect(put.json.spec).toEqual({ finalizers: ['example.com/mine'] });
  expect((await server.ask('GET', path)).status).toBe(200);
  expect((await server.ask('PATCH', `${path}/finalize`, {})).status).toBe(405);
});
