import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_FILTER, hostOf, requestFilter } from '../../../src/server/api/http/filter.ts';
import { readTarget } from '../../../src/server/api/http/path.ts';
import { service, testServer, type TestServer } from './server.ts';

const SERVICES = '/api/v1/namespaces/default/services';
let server: TestServer;
beforeAll(async () => {
  server = await testServer({ headersTimeout: 500, requestTimeout: 800, body: 10_000, watches: 3 });
});
afterAll(() => server.close());

describe('who may ask', () => {
  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:8001', '169.254.169.254'])(
    'Host %j is forbidden: a page of another site cannot reach the API by a name of its own',
    async (host) => {
      const answer = await server.ask('GET', '/version', undefined, { host });
      expect(answer.status).toBe(403);
      expect(answer.text).toBe('Forbidden');
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    },
  );

  test.each(['localhost', 'localhost:8001', '127.0.0.1:1', '[::1]:8001', '[::1]'])(
    'Host %s is accepted',
    async (host) => {
      expect((await server.ask('GET', '/version', undefined, { host })).status).toBe(200);
    },
  );

  test.each([
    '/api/v1/namespaces/x/pods/p/exec',
    '/api/v1/namespaces/x/pods/p/attach?command=ls',
    '/api/v1/namespaces/x/pods/p/%65xec',
  ])('%s is forbidden, however it is written', async (path) => {
    expect((await server.ask('POST', path)).status).toBe(403);
    expect((await server.ask('GET', path)).status).toBe(403);
  });

  test('methods and paths can be shut out', () => {
    const filter = requestFilter({ ...DEFAULT_FILTER, rejectMethods: '^POST$,^DELETE$', acceptPaths: '^/api/' });
    const ask = (method: string, path: string) => filter({ method, path, host: 'localhost' });
    expect([ask('GET', '/api/v1'), ask('POST', '/api/v1'), ask('GET', '/version')]).toEqual([true, false, false]);
    expect(hostOf('[::1]:80')).toBe('[::1]');
  });
});

describe('paths', () => {
  test.each([
    ['/api/v1/../../version', '/version'],
    ['//api//v1', '/api/v1'],
    ['/api/./v1/?a=b', '/api/v1/?a=b'],
    ['/api/v1/%2e%2e/version', '/api/version'],
  ])('%s means %s, and the client is sent there', (target, location) => {
    expect(readTarget(target)).toEqual({ kind: 'redirect', location });
  });

  test.each(['/api/v1/a%2fb', '/api/%00', '/api/%zz', 'http://evil/', '*', '/a%5cb', '/api/v1/%0a'])(
    '%s is refused',
    (target) => {
      expect(readTarget(target).kind).toBe('bad');
    },
  );

  test.each([
    ['/api/v1/__proto__', 404],
    ['/api/v1/namespaces/default/services/__proto__', 404],
    ['/api/v1/namespaces/default/services/constructor/status', 404],
    ['/apis/apps/v1/namespaces/default/deployments/x/y/z', 404],
    ['/openapi/v3/apis/__proto__', 404],
    ['/nothing/here', 404],
  ])('%s is not there', async (path, status) => expect((await server.ask('GET', path)).status).toBe(status));
});

describe('bodies', () => {
  test.each([
    ['{"kind":"Service"', 400],
    ['[]', 400],
    ['null', 400],
    ['', 400],
    ['{"__proto__":{"polluted":true},"metadata":{"name":"x"}}', 400],
    [`${'{"a":'.repeat(600)}1${'}'.repeat(600)}`, 400],
    [Buffer.from([0x7b, 0xff, 0x7d]), 400],
    ['x'.repeat(20_000), 413],
  ])('%.30s is answered, not suffered', async (body, status) => {
    const answer = await server.ask('POST', SERVICES, body, { 'content-type': 'application/json' });
    expect(answer.status).toBe(status);
    expect(answer.json.kind).toBe('Status');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('YAML is read, with its tricks refused', async () => {
    const yaml = { 'content-type': 'application/yaml' };
    const good = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: yaml\nspec:\n  ports:\n  - port: 80\n';
    expect((await server.ask('POST', SERVICES, good, yaml)).status).toBe(201);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((c, i) => `${c}: &${c} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`).join('\n')}\n`;
    expect((await server.ask('POST', SERVICES, bomb, yaml)).status).toBe(400);
    expect((await server.ask('POST', SERVICES, 'a: [', yaml)).status).toBe(400);
  });

  test('protobuf that is none is refused', async () => {
    const protobuf = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    for (const body of [
      Buffer.from('nonsense'),
      Buffer.from([0x6b, 0x38, 0x73, 0, 0x12, 0xff, 0xff, 0xff, 0xff, 0x0f]),
      Buffer.from([0x6b, 0x38, 0x73, 0]),
    ]) {
      expect((await server.ask('POST', SERVICES, body, protobuf)).status).toBe(400);
    }
  });

  test('media types that are not spoken are named', async () => {
    const refused = await server.ask('POST', SERVICES, service('x'), { 'content-type': 'text/html' });
    expect(refused.json).toMatchObject({ code: 415, reason: 'UnsupportedMediaType' });
    const accept = await server.ask('GET', SERVICES, undefined, { accept: 'text/html' });
    expect(accept.json).toMatchObject({ code: 406, reason: 'NotAcceptable' });
    const protobuf = await server.ask('GET', SERVICES, undefined, {
      accept: 'application/vnd.kubernetes.protobuf, */*',
    });
    expect(protobuf.headers['content-type']).toBe('application/json');
  });
});

describe('clients that take their time', () => {
  test.each([
    'GET /version HTTP/1.1\r\nHost: localh',
    'POST /api/v1/namespaces HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{',
  ])(
    'half a request is not waited for: %j',
    async (half) => {
      const began = Date.now();
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => socket.write(half));
        socket.on('data', () => undefined);
        socket.on('error', () => undefined);
        socket.on('close', () => resolve());
      });
      expect(Date.now() - began).toBeLessThan(5_000);
    },
    10_000,
  );

  test('headers without end are cut', async () => {
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(server.port, '127.0.0.1', () =>
        socket.write(`GET /version HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(200_000)}\r\n\r\n`),
      );
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
  });
});
