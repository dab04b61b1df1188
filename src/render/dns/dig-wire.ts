import { encodeReply } from '../../discovery/message/encode.ts';
import { readQuery, type WireQuery } from '../../discovery/message/query.ts';
import { typeCode } from '../../discovery/message/record.ts';
import type { Reply } from '../../discovery/message/reply.ts';
import { MessageWriter } from '../../discovery/message/writer.ts';
import type { Random } from '../../net/random.ts';
import type { DigQuery } from './dig-args.ts';

/** The query as dig sends it: EDNS with 1232 bytes and a client cookie, which CoreDNS sends back as it came. */
export function digQuestion(name: string, type: string, { flags, bufsize }: DigQuery, random: Random): WireQuery {
  const id = random.integer(65536);
  const writer = new MessageWriter(false);
  writer.u16(id);
  writer.u16((flags.recurse ? 0x0100 : 0) | 0x0020);
  for (const count of [1, 0, 0, flags.edns ? 1 : 0]) writer.u16(count);
  writer.question(name, type);
  if (flags.edns) {
    writer.u8(0);
    writer.u16(typeCode('OPT') ?? 41);
    writer.u16(bufsize);
    writer.u32(flags.dnssec ? 0x8000 : 0);
    writer.u16(flags.cookie ? 12 : 0);
    if (flags.cookie) for (const value of [10, 8]) writer.u16(value);
    if (flags.cookie) for (let i = 0; i < 8; i++) writer.u8(random.integer(256));
  }
  const read = readQuery(writer.done());
  if ('rcode' in read) throw new Error('dig wrote a query that cannot be read');
  return read;
}

/** The reply as it would arrive: over TCP where UDP cannot hold it. */
export function onTheWire(
  query: WireQuery,
  reply: Reply,
  tcp: boolean,
): { transport: string; size: number; truncated: boolean; counts: number[] } {
  const udp = encodeReply(query, reply);
  const isCut = ((udp[2] ?? 0) & 2) !== 0;
  const bytes = tcp || isCut ? encodeReply(query, reply, { protocol: 'tcp', family: 4 }) : udp;
  const count = (offset: number): number => ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  const counts = [count(6), count(8), count(10) - (query.edns ? 1 : 0)];
  return {
    transport: tcp || isCut ? 'TCP' : 'UDP',
    size: bytes.length,
    truncated: ((bytes[2] ?? 0) & 2) !== 0,
    counts,
  };
}
