import { gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service, testServer, type TestServer } from './server.ts';

const SERVICES = '/api/v1/namespaces/default/services';
const LIST = `${SERVICES}?`;
let server: TestServer;
beforeAll(async () => {
  server = await testServer();
  for (const name of ['a', 'b', 'c']) await server.ask('POST', SERVICES, service(name));
});
afterAll(() => server.close());

describe('options that contradict each other', () => {
  test.each([
    [
      'resourceVersionMatch=Exact',
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
    ],
    [
      'resourceVersion=0&resourceVersionMatch=Exact',
      'resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"',
    ],
    [
      'resourceVersion=5&resourceVersionMatch=exact',
      'resourceVersionMatch: Unsupported value: "exact": supported values: "Exact", "NotOlderThan", ""',
    ],
    [
      'resourceVersion=5&resourceVersionMatch=NotOlderThan&continue=x',
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden when continue is provided',
    ],
    ['sendInitialEvents=true', 'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list'],
    [
      'watch=1&resourceVersionMatch=NotOlderThan',
      'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    ],
    [
      'watch=1&sendInitialEvents=true',
      'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
    [
      'watch=1&sendInitialEvents=true&resourceVersionMatch=Exact',
      'resourceVersionMatch: Invalid value: "Exact": sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    ],
  ])('%s', async (query, message) => {
    const { status, json } = await server.ask('GET', `${LIST}${query}`);
    expect(status).toBe(422);
    expect(json).toMatchObject({
      reason: 'Invalid',
      message: `ListOptions.meta.k8s.io "" is invalid: ${message}`,
      details: { group: 'meta.k8s.io', kind: 'ListOptions', causes: [{ field: message.split(':')[0] }] },
    });
  });
});

test('what is asked for at revision 0 comes whole, whatever the limit', async () => {
  const { json } = await server.ask('GET', `${LIST}limit=1&resourceVersion=0`);
  expect(json.items).toHaveLength(4);
  expect(json.metadata.continue).toBeUndefined();
  const pieces = await server.ask('GET', `${LIST}limit=1`);
  expect(pieces.json.items).toHaveLength(1);
  expect(pieces.json.metadata).toMatchObject({ remainingItemCount: 3 });
});

test('a revision that was kept can be had again, exactly', async () => {
  const first = await server.ask('GET', `${LIST}limit=1`);
  const { resourceVersion } = first.json.metadata;
  await server.ask('POST', SERVICES, service('later'));
  const exact = await server.ask('GET', `${LIST}resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`);
  expect(exact.json.metadata.resourceVersion).toBe(resourceVersion);
  expect(exact.json.items).toHaveLength(4);
  const newer = await server.ask('GET', `${LIST}resourceVersion=${resourceVersion}&resourceVersionMatch=NotOlderThan`);
  expect(newer.json.items).toHaveLength(5);
});

describe('long answers', () => {
  const ask = (path: string, encoding: string) =>
    new Promise<{ encoding: string | undefined; vary: string | undefined; body: Buffer }>((resolve, reject) => {
      const headers = { 'accept-encoding': encoding };
      get({ port: server.port, path, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { 'content-encoding': used, vary } = response.headers;
          resolve({ encoding: used, vary, body: Buffer.concat(chunks) });
        });
      }).on('error', reject);
    });

  beforeAll(async () => {
    const metadata = { name: 'long', annotations: { text: 'x'.repeat(140_000) } };
    await server.ask('POST', SERVICES, { ...service('long'), metadata });
  });

  test.each(['gzip', 'deflate, gzip;q=1.0, *;q=0.5'])('are compressed for who takes %s', async (encoding) => {
    const { body, ...answer } = await ask(`${SERVICES}/long`, encoding);
    expect(answer).toEqual({ encoding: 'gzip', vary: 'Accept-Encoding' });
    expect(body.length).toBeLessThan(10_000);
    expect(JSON.parse(gunzipSync(body).toString()).metadata.name).toBe('long');
  });

  test.each(['', 'identity', 'gzip;q=0', 'br'])('are sent as they are to who takes %j', async (encoding) => {
    const { body, ...answer } = await ask(`${SERVICES}/long`, encoding);
    expect(answer).toEqual({ encoding: undefined, vary: undefined });
    expect(JSON.parse(body.toString()).metadata.name).toBe('long');
  });

  test('short ones are not worth it', async () => {
    expect((await ask(`${SERVICES}/a`, 'gzip')).encoding).toBeUndefined();
  });
});

test('objects come in YAML for who prefers it', async () => {
  const answer = await server.ask('GET', `${SERVICES}/a`, undefined, { accept: 'application/yaml' });
  expect(answer.headers['content-type']).toBe('application/yaml');
  const { json } = await server.ask('GET', `${SERVICES}/a`);
  expect(parse(answer.text)).toEqual(json);
});
