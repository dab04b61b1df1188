import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import { execFileSync } from 'node:child_process';
import { decode } from 'dns-packet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveDns, type RunningDns } from '../../../src/server/dns/serve.ts';
import { lab } from '../../render/dns/lab.ts';
import { recordedCluster } from '../../discovery/recording.ts';
import { mulberry, queryPacket } from './packets.ts';

let server: RunningDns;
beforeAll(async () => {
  server = await serveDns(lab, { address: '127.0.0.1', port: 0, allowTransfer: true });
});
afterAll(() => server.close());

/** Sends a packet over UDP; undefined where no answer comes in time. */
function overUdp(port: number, packet: Buffer, wait = 1000): Promise<Buffer | undefined> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(undefined), wait);
    const done = (answer: Buffer | undefined): void => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    };
    socket.once('message', done);
    socket.send(packet, port, '127.0.0.1');
  });
}

/** Sends packets on one TCP connection in odd pieces; resolves with the first `count` messages that come back. */
function overTcp(port: number, packets: readonly Buffer[], count: number): Promise<Buffer[]> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const found: Buffer[] = [];
    let waiting: Buffer = Buffer.alloc(0);
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      while (waiting.length >= 2 && waiting.length >= 2 + waiting.readUInt16BE(0)) {
        const end = 2 + waiting.readUInt16BE(0);
        found.push(waiting.subarray(2, end));
        waiting = waiting.subarray(end);
      }
      if (found.length >= count) {
        socket.destroy();
        resolve(found);
      }
    });
    const all = Buffer.concat(
      packets.map((packet) => Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 255]), packet])),
    );
    socket.write(all.subarray(0, 3));
    setTimeout(() => socket.write(all.subarray(3)), 20);
  });
}

describe('real sockets', () => {
  test('UDP', async () => {
    const answer = await overUdp(server.port, queryPacket('my-app.default.svc.cluster.local', 1));
    expect(decode(answer ?? Buffer.alloc(0)).answers).toMatchObject([{ data: '10.96.12.34' }]);
  });
  test('several questions on one TCP connection', async () => {
    const names = ['my-app.default', 'my-app.other', 'nope.default'];
    const answers = await overTcp(
      server.port,
      names.map((name, id) => queryPacket(`${name}.svc.cluster.local`, 1, { id })),
      3,
    );
    expect(answers.map((answer) => decode(answer).answers?.length)).toEqual([1, 1, 0]);
  });
  test('a zone transfer begins and ends with the SOA', async () => {
    const [message] = await overTcp(server.port, [queryPacket('cluster.local', 252)], 1);
    const types = decode(message ?? Buffer.alloc(0)).answers?.map(({ type }) => type) ?? [];
    expect([types[0], types.at(-1)]).toEqual(['SOA', 'SOA']);
    expect(types).toContain('CNAME');
  });
  test('a zone transfer is refused where nobody allowed it, and over UDP', async () => {
    const closed = await serveDns(lab, { address: '127.0.0.1', port: 0 });
    const [message] = await overTcp(closed.port, [queryPacket('cluster.local', 252)], 1);
    await closed.close();
    const datagram = await overUdp(server.port, queryPacket('cluster.local', 252));
    expect([message, datagram].map((one) => (one?.[3] ?? 0) & 15)).toEqual([5, 5]);
  });
  test('a port that is taken', async () => {
    await expect(serveDns(lab, { address: '127.0.0.1', port: server.port })).rejects.toThrow(
      `127.0.0.1 port ${server.port} is in use`,
    );
  });
  test('questions about the outside go to --forward', async () => {
    const upstream = createSocket('udp4');
    upstream.on('message', (packet, from) => {
      const reply = Buffer.from(packet);
      reply[2] = 0x81;
      reply[3] = 0x83;
      upstream.send(reply, from.port, from.address);
    });
    await new Promise<void>((resolve) => void upstream.bind(0, '127.0.0.1', resolve));
    const forward = { address: '127.0.0.1', port: upstream.address().port };
    const forwarding = await serveDns(lab, { address: '127.0.0.1', port: 0, forward });
    const answer = await overUdp(forwarding.port, queryPacket('example.com', 1, { id: 4711 }));
    expect([answer?.readUInt16BE(0), (answer?.[3] ?? 0) & 15]).toEqual([4711, 3]);
    await forwarding.close();
    upstream.close();
  });
  test('garbage on sockets, then a good answer', async () => {
    const next = mulberry(5);
    const socket = createSocket('udp4');
    for (let i = 0; i < 2000; i++)
      socket.send(Buffer.from(Array.from({ length: next() % 64 }, () => next() & 255)), server.port, '127.0.0.1');
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.close();
    const torn = connect(server.port, '127.0.0.1');
    torn.on('error', () => {});
    torn.write(Buffer.from([255, 255, 1, 2, 3]));
    expect(await overUdp(server.port, queryPacket('my-app.default.svc.cluster.local', 1))).toBeDefined();
    torn.destroy();
  });
});

const hasDig = ((): boolean => {
  try {
    execFileSync('dig', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasDig)("the real dig reads our answers as CoreDNS's", async () => {
  const recorded = await serveDns(recordedCluster('1.36', 'discovery'), { address: '127.0.0.1', port: 0 });
  const { spawn } = await import('node:child_process');
  const dig = (...words: string[]): Promise<string> =>
    new Promise((resolve) => {
      let said = '';
      const child = spawn('dig', [
        '@127.0.0.1',
        '-p',
        String(recorded.port),
        '+noall',
        '+answer',
        '+additional',
        ...words,
      ]);
      child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
      child.on('close', () => resolve(said));
    });
  expect(await dig('_web._tcp.alertmanager.prom-alert.svc.cluster.local', 'SRV', '+noedns')).toBe(
    '_web._tcp.alertmanager.prom-alert.svc.cluster.local. 30\tIN SRV 0 100 9093 alertmanager.prom-alert.svc.cluster.local.\n' +
      'alertmanager.prom-alert.svc.cluster.local. 30 IN A 10.96.55.93\n',
  );
  expect(await dig('+tcp', '-x', '10.96.0.10')).toBe(
    '10.0.96.10.in-addr.arpa. 30\tIN\tPTR\tkube-dns.kube-system.svc.cluster.local.\n',
  );
  await recorded.close();
});
