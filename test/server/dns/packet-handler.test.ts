import { decode } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/api/meta.ts';
import { PacketHandler } from '../../../src/server/dns/packet-handler.ts';
import { clusterOf } from '../../discovery/recording.ts';
import { lab } from '../../render/dns/lab.ts';
import { mulberry, queryPacket } from './packets.ts';

const UDP = { protocol: 'udp', family: 4 } as const;
const UDP_LEAST = 512;

/** Read by a library of its own. */
function asked(handler: PacketHandler, packet: Buffer): ReturnType<typeof decode> & { rcode?: string } {
  const { bytes } = handler.handle(packet);
  if (!bytes) throw new Error('no answer');
  return decode(Buffer.from(bytes));
}

describe('answers on the wire', () => {
  const handler = new PacketHandler(lab, UDP);
  test('an address, with the id and the case of the question', () => {
    for (const id of [1, 2, 65535]) {
      const reply = asked(handler, queryPacket('My-App.default.svc.cluster.local', 1, { id }));
      expect(reply.id).toBe(id);
      expect(reply.flag_aa).toBe(true);
      expect(reply.answers).toMatchObject([
        { name: 'My-App.default.svc.cluster.local', type: 'A', ttl: 5, data: '10.96.12.34' },
      ]);
    }
  });
  test('SRV with the addresses of its targets', () => {
    const reply = asked(handler, queryPacket('_http._tcp.hl.default.svc.cluster.local', 33));
    expect(reply.answers?.map((answer) => (answer as { data: unknown }).data)).toEqual([
      { priority: 0, weight: 50, port: 80, target: 'web-0.hl.default.svc.cluster.local' },
      { priority: 0, weight: 50, port: 80, target: 'web-1.hl.default.svc.cluster.local' },
    ]);
    expect(reply.additionals).toHaveLength(2);
  });
  test('EDNS is answered with EDNS, and a cookie comes back', () => {
    const cookie = [0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8];
    const reply = asked(
      handler,
      queryPacket('dual.default.svc.cluster.local', 28, { edns: 1232, options: [...cookie, 0, 8, 0, 0] }),
    );
    expect(reply.additionals?.[0]).toMatchObject({ type: 'OPT', udpPayloadSize: 1232, options: [{ code: 10 }] });
  });
  test('another EDNS version is BADVERS, another class is refused', () => {
    const versioned = queryPacket('my-app.default.svc.cluster.local', 1, { edns: 1232 });
    versioned[versioned.length - 5] = 1;
    const reply = decode(Buffer.from(handler.handle(versioned).bytes ?? []));
    expect(reply.additionals).toMatchObject([{ extendedRcode: 1 }]);
    const chaos = queryPacket('version.bind', 16);
    chaos[chaos.length - 1] = 3;
    expect((handler.handle(chaos).bytes?.[3] ?? 0) & 15).toBe(5);
  });
});

describe('packets that are no questions', () => {
  const handler = new PacketHandler(lab, UDP);
  const rcode = (packet: Buffer): number | undefined => {
    const { bytes } = handler.handle(packet);
    return bytes && (bytes[3] ?? 0) & 15;
  };
  const good = queryPacket('my-app.default.svc.cluster.local', 1);
  const changed = (change: (packet: Buffer) => void): Buffer => {
    const copy = Buffer.from(good);
    change(copy);
    return copy;
  };
  test.each([
    ['shorter than a header', good.subarray(0, 11), undefined],
    ['a reply', changed((packet) => void (packet[2] = 0x80)), undefined],
    ['an update', changed((packet) => void (packet[2] = 0x28)), 4],
    ['a notification, which is answered like a query', changed((packet) => void (packet[2] = 0x20)), 0],
    ['two records where an answer would stand', changed((packet) => void (packet[7] = 2)), 1],
    ['three records behind the question', changed((packet) => void (packet[11] = 3)), 1],
    ['no question', changed((packet) => void (packet[5] = 0)), 1],
    ['two questions', changed((packet) => void (packet[5] = 2)), 1],
    ['cut off', good.subarray(0, good.length - 3), 1],
    ['a name that points at itself', Buffer.from([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]), 1],
    ['a label of 64 bytes', changed((packet) => void (packet[12] = 64)), 1],
    ['a record that is not there', changed((packet) => void (packet[11] = 1)), 1],
  ])('%s', (_title, packet, expected) => expect(rcode(packet)).toBe(expected));
  test('errors keep the flags of the query, and its opcode unless the format is wrong', () => {
    const flags = (packet: Buffer): string =>
      Buffer.from(handler.handle(packet).bytes?.slice(2, 4) ?? []).toString('hex');
    expect(flags(changed((packet) => packet.writeUInt16BE(0x2930, 2)))).toBe('a934');
    expect(flags(changed((packet) => (packet.writeUInt16BE(0x0130, 2), (packet[5] = 0))))).toBe('8131');
    expect(flags(changed((packet) => packet.writeUInt16BE(0x2110, 2)))).toBe('a400');
  });
});

test('a large answer is cut off to what the client takes, and whole over TCP', () => {
  const addresses = Array.from({ length: 300 }, (_, i) => `10.244.${i >> 8}.${i & 255}`);
  const many = clusterOf([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name: 'many', namespace: 'default' }, spec: { clusterIP: 'None', ports: [{ port: 80 }] } },
    {
      apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4', ports: [{ port: 80 }],
      metadata: { name: 'many-x', namespace: 'default', labels: { 'kubernetes.io/service-name': 'many' } },
      endpoints: addresses.map((address) => ({ addresses: [address] })),
    },
  ]); // prettier-ignore
  for (const size of [0, 512, 1232, 4096]) {
    const packet = queryPacket('many.default.svc.cluster.local', 1, size === 0 ? {} : { edns: size });
    const bytes = new PacketHandler(many, UDP).handle(packet).bytes ?? new Uint8Array();
    expect(bytes.length).toBeLessThanOrEqual(Math.max(size, UDP_LEAST));
    const reply = decode(Buffer.from(bytes));
    expect(reply.flag_tc).toBe(true);
    expect(reply.answers?.length).toBeGreaterThan(20);
  }
  const reply = decode(
    Buffer.from(
      new PacketHandler(many, { protocol: 'tcp', family: 4 }).handle(queryPacket('many.default.svc.cluster.local', 1))
        .bytes ?? [],
    ),
  );
  expect([reply.flag_tc, reply.answers?.length]).toEqual([false, 300]);
});

test('a new state changes the answers it touches and keeps the others', () => {
  const service = (name: string, clusterIP: string, resourceVersion: string): KubeObject => ({
    apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default', uid: name, resourceVersion },
    spec: { clusterIP, clusterIPs: [clusterIP], ports: [{ port: 80 }] },
  }); // prettier-ignore
  const state = (...services: KubeObject[]): ReturnType<typeof clusterOf> =>
    clusterOf([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', resourceVersion: '1', uid: 'n' } },
      ...services,
    ]);
  const handler = new PacketHandler(state(service('a', '10.96.0.1', '5'), service('b', '10.96.0.2', '6')), UDP);
  const address = (name: string): unknown =>
    (asked(handler, queryPacket(`${name}.default.svc.cluster.local`, 1)).answers?.[0] as { data?: unknown })?.data;
  expect([address('a'), address('b'), address('c')]).toEqual(['10.96.0.1', '10.96.0.2', undefined]);
  expect(handler.cached).toBe(3);
  handler.follow(state(service('a', '10.96.0.1', '5'), service('b', '10.96.0.9', '7'), service('c', '10.96.0.3', '8')));
  expect(handler.cached).toBe(1);
  expect([address('a'), address('b'), address('c')]).toEqual(['10.96.0.1', '10.96.0.9', '10.96.0.3']);
});

test('random and mutated packets: no crash, no answer larger than asked for, no growing memory', () => {
  const handler = new PacketHandler(lab, UDP);
  const next = mulberry(20261122);
  const seeds = [
    queryPacket('my-app.default.svc.cluster.local', 1), queryPacket('_http._tcp.hl.default.svc.cluster.local', 33, { edns: 1232 }),
    queryPacket('34.12.96.10.in-addr.arpa', 12), queryPacket('ext.default.svc.cluster.local', 28, { edns: 512 }), queryPacket('cluster.local', 6),
  ]; // prettier-ignore
  const rounds = Number(process.env['FUZZ_PACKETS'] ?? 60_000);
  let answered = 0;
  let before = 0;
  for (let round = 0; round < rounds; round++) {
    let packet: Buffer;
    if (round % 4 === 0) packet = Buffer.from(Array.from({ length: next() % 80 }, () => next() & 255));
    else {
      packet = Buffer.from(seeds[next() % seeds.length] ?? Buffer.alloc(0));
      for (let flips = 1 + (next() % 4); flips > 0; flips--) packet[next() % packet.length] = next() & 255;
      if (next() % 8 === 0) packet = packet.subarray(0, next() % packet.length);
    }
    const { bytes } = handler.handle(packet);
    if (!bytes) continue;
    answered++;
    if (bytes.length > Math.max(UDP_LEAST, offered(packet)))
      throw new Error(`${bytes.length} bytes for ${packet.toString('hex')}`);
    if (bytes[0] !== packet[0] || bytes[1] !== packet[1] || ((bytes[2] ?? 0) & 0x80) === 0)
      throw new Error(packet.toString('hex'));
    if (round === Math.floor(rounds / 2)) before = process.memoryUsage().heapUsed;
  }
  expect(answered).toBeGreaterThan(rounds / 4);
  expect(handler.cached).toBeLessThanOrEqual(100_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 << 20);
});

/** The UDP size that an OPT record somewhere in the packet could offer. */
function offered(packet: Buffer): number {
  let most = 0;
  for (let at = 12; at + 5 <= packet.length; at++) {
    if (packet[at] === 0 && packet[at + 1] === 0 && packet[at + 2] === 41)
      most = Math.max(most, packet.readUInt16BE(at + 3));
  }
  return most;
}
