import { connect } from 'node:net';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { UserError } from '../../../src/net/user-error.ts';
import type { RunProgram } from '../../../src/server/api/remote/program.ts';
import { testServer, type TestServer } from './server.ts';

const PODS = '/api/v1/namespaces/default/pods';
const OPEN = { rejectPaths: '^$' };

/** Says what it was asked, and ends with the code that it is given. */
const runProgram: RunProgram = (pod, words, { out, err }) => {
  if (words[0] === 'nothing') return Promise.reject(new UserError('kubesim runs no nothing', 1, 'Try something.'));
  out(`${pod.metadata.name}: ${words.join(' ')}\nsecond line\n`);
  if (words[0] === 'fail') err('that went wrong\n');
  return Promise.resolve(words[0] === 'fail' ? Number(words[1]) : 0);
};

let server: TestServer;
beforeAll(async () => {
  server = await testServer({ sessions: 2 }, { filter: OPEN, runProgram });
  for (const [name, more, pod] of [
    ['web', {}, {}],
    ['once', { args: ['fail', '3'] }, { restartPolicy: 'Never' }],
    ['again', { command: ['hello'] }, {}],
    ['pair', {}, { containers: ['a', 'b'].map((one) => ({ name: one, image: 'x' })) }],
  ] as const) {
    const spec = { containers: [{ name: 'main', image: 'x', ...more }], ...pod };
    await server.ask('POST', PODS, { metadata: { name }, spec });
  }
  await new Promise((resolve) => setTimeout(resolve, 500));
});
afterAll(() => server.close());

interface Heard {
  readonly out: string;
  readonly err: string;
  // eslint-disable-next-line typescript/no-explicit-any
  readonly status: any;
  readonly code: number;
  readonly protocol: string;
}

/** What a client hears of a session: its streams, or the answer that refused it. */
function session(
  path: string,
  protocols: readonly string[] = ['v5.channel.k8s.io'],
  headers: Record<string, string> = {},
  // eslint-disable-next-line typescript/no-explicit-any
): Promise<Heard | { refused: number; json: any }> {
  return new Promise((resolve, reject) => {
    const client = new WebSocket(`ws://127.0.0.1:${server.port}${PODS}/${path}`, protocols, { headers });
    const streams = ['', '', '', ''];
    client.on('message', (data) => (streams[data[0] ?? 0] += data.subarray(1).toString()));
    client.on('error', reject);
    client.on('unexpected-response', (_, response: IncomingMessage) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve({ refused: response.statusCode ?? 0, json: text.startsWith('{') ? JSON.parse(text) : text });
      });
    });
    client.on('close', (code) => {
      const [, out = '', err = '', status = ''] = streams;
      resolve({ out, err, status: status === '' ? undefined : JSON.parse(status), code, protocol: client.protocol });
    });
  });
}

describe('exec', () => {
  test('a program writes to its streams and ends with Success', async () => {
    expect(await session('web/exec?command=say&command=a%20b&stdout=true&stderr=true')).toEqual({
      out: 'web: say a b\nsecond line\n',
      err: '',
      status: { metadata: {}, status: 'Success' },
      code: 1000,
      protocol: 'v5.channel.k8s.io',
    });
  });

  test('an exit code is told as kubelets tell it', async () => {
    const heard = await session('web/exec?command=fail&command=7&stdout=true&stderr=true', ['v4.channel.k8s.io']);
    expect(heard).toMatchObject({
      err: 'that went wrong\n',
      protocol: 'v4.channel.k8s.io',
      status: { reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '7' }] } },
    });
  });

  test('a terminal has one stream, with its own line ends', async () => {
    const heard = await session('web/exec?command=fail&command=1&stdout=true&tty=true');
    expect(heard).toMatchObject({ out: 'web: fail 1\r\nsecond line\r\nthat went wrong\r\n', err: '' });
  });

  test('what cannot be run is told in words', async () => {
    const heard = await session('web/exec?command=nothing&stdout=true');
    const message = 'kubesim runs no nothing\nTry something.';
    expect(heard).toMatchObject({ status: { status: 'Failure', message }, code: 1000 });
  });

  test.each([
    ['nope/exec?command=a', 404, 'pods "nope" not found'],
    ['web/exec?command=a&container=nope', 400, 'container nope is not valid for pod web'],
    ['pair/exec?command=a', 400, 'a container name must be specified for pod pair, choose one of: [a b]'],
    ['web/exec', 400, 'you must specify at least one command for the container'],
    ['web/portforward?ports=80', 501, expect.stringContaining('pods "web" has no port to forward to')],
    ['nope/portforward?ports=80', 404, 'pods "nope" not found'],
    ['web/attach', 400, expect.stringContaining('there is nothing to attach to')],
  ])('%s is refused before the streams are opened', async (path, refused, message) => {
    expect(await session(path)).toMatchObject({ refused, json: { kind: 'Status', code: refused, message } });
  });
});

describe('attach', () => {
  const podOf = async (name: string) => (await server.ask('GET', `${PODS}/${name}`)).json;

  test("runs the container's own command, and the pod ends with it", async () => {
    const heard = await session('once/attach?stdout=true&stderr=true');
    expect(heard).toMatchObject({ out: 'once: fail 3\nsecond line\n', status: { reason: 'NonZeroExitCode' } });
    const { status } = await podOf('once');
    expect(status).toMatchObject({
      phase: 'Failed',
      containerStatuses: [{ ready: false, state: { terminated: { exitCode: 3, reason: 'Error' } } }],
    });
    expect(status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'False', reason: 'PodFailed' }),
    );
    const message = 'unable to upgrade connection: container not found ("main")';
    expect(await session('once/exec?command=a')).toMatchObject({
      refused: 500,
      json: { message: `Internal error occurred: ${message}` },
    });
  });

  test('a container that is restarted goes on', async () => {
    expect(await session('again/attach?stdout=true')).toMatchObject({ status: { status: 'Success' } });
    expect((await podOf('again')).status).toMatchObject({
      phase: 'Running',
      containerStatuses: [{ restartCount: 1, lastState: { terminated: { exitCode: 0 } }, state: { running: {} } }],
    });
  });
});

describe('who gets a session', () => {
  test('no page of another site', async () => {
    for (const origin of ['http://evil.example', 'null', 'http://127.0.0.1.evil.example']) {
      expect(await session('web/exec?command=a', undefined, { origin })).toEqual({ refused: 403, json: 'Forbidden' });
    }
    expect(await session('web/exec?command=a', undefined, { origin: 'http://localhost:8001' })).toMatchObject({
      code: 1000,
    });
  });

  test('nobody who speaks another protocol', async () => {
    expect(await session('web/exec?command=a', ['base64.channel.k8s.io'])).toMatchObject({ refused: 400 });
    const spdy = { connection: 'Upgrade', upgrade: 'SPDY/3.1' };
    const answer = await server.ask('POST', `${PODS}/web/exec?command=a`, undefined, spdy);
    expect(answer.json).toMatchObject({ code: 400, message: expect.stringContaining('WebSocket') });
    const plain = await server.ask('GET', `${PODS}/web/exec?command=a`);
    expect(plain.json.message).toBe('unable to upgrade: missing upgrade headers in request');
  });

  test('other requests are answered though they would rather have another protocol', async () => {
    const h2c = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABkAAQAAP__' };
    expect((await server.ask('GET', '/version', undefined, h2c)).json.minor).toBe('36');
  });

  test('nobody beyond the limit, and there is room again afterwards', async () => {
    const upgrade = [
      `GET ${PODS}/web/exec?command=a HTTP/1.1`,
      'Host: localhost',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol: v5.channel.k8s.io',
      '\r\n',
    ].join('\r\n');
    // They never close their side.
    const sockets = await Promise.all(
      [1, 2].map(() => {
        const socket = connect({ port: server.port, allowHalfOpen: true });
        socket.on('error', () => undefined).write(upgrade);
        return new Promise<typeof socket>((resolve) => socket.once('data', () => resolve(socket)));
      }),
    );
    expect(await session('web/exec?command=a')).toMatchObject({ refused: 429 });
    for (const socket of sockets) socket.destroy();
    await expect.poll(() => session('web/exec?command=a'), { timeout: 10_000 }).toMatchObject({ code: 1000 });
  });
});
