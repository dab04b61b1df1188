import type { WireQuery, Malformed } from './query.ts';
import { rcodeNumber, type ResourceRecord } from './record.ts';
import type { Reply } from './reply.ts';
import { MESSAGE_LIMIT, MessageWriter } from './writer.ts';

const HEADER = 12;
const OPT_FIXED = 11;
/** What a client without EDNS can take (RFC 1035), and the least that EDNS may offer (RFC 6891). */
const UDP_LEAST = 512;
/** Larger UDP replies are compressed in the hope of passing unfragmented (CoreDNS request.Scrub, limits taken from NSD). */
const UNFRAGMENTED = { 4: 1480, 6: 1220 } as const;

export interface Transport {
  readonly protocol: 'udp' | 'tcp';
  readonly family: 4 | 6;
}

const UDP4: Transport = { protocol: 'udp', family: 4 };

/**
 * The reply on the wire as CoreDNS writes it: uncompressed where that fits what the client takes, else compressed, else cut off with
 * TC set. EDNS is answered with EDNS.
 */
export function encodeReply(query: WireQuery, reply: Reply, transport: Transport = UDP4): Uint8Array {
  const most = transport.protocol === 'tcp' ? MESSAGE_LIMIT : Math.max(UDP_LEAST, query.edns?.size ?? 0);
  const sections = [reply.answers, reply.authority, reply.additional] as const;
  const plain = attempt(query, reply, sections, false);
  const fragments =
    transport.protocol === 'udp' && plain !== undefined && plain.length > UNFRAGMENTED[transport.family];
  if (plain && plain.length <= most && !fragments) return plain;
  const compressed = attempt(query, reply, sections, true);
  if (compressed && compressed.length <= most) return compressed;
  return truncated(query, reply, most);
}

/** TC, RD, RA, AD and CD. */
const KEPT_FLAGS = 0x03b0;
const OPCODE = 0x7800;

/** A reply that has nothing but the query's own header; a format error is one of opcode QUERY, whatever was asked for (miekg/dns). */
export function encodeError(to: Malformed, rcode: 'FORMERR' | 'NOTIMP' | 'SERVFAIL'): Uint8Array {
  const writer = new MessageWriter(false);
  writer.u16(to.id);
  writer.u16(0x8000 | (to.flags & (rcode === 'FORMERR' ? KEPT_FLAGS : KEPT_FLAGS | OPCODE)) | rcodeNumber(rcode));
  for (let i = 0; i < 4; i++) writer.u16(0);
  return writer.done();
}

type Sections = readonly [readonly ResourceRecord[], readonly ResourceRecord[], readonly ResourceRecord[]];

function attempt(query: WireQuery, reply: Reply, sections: Sections, compress: boolean): Uint8Array | undefined {
  try {
    const writer = begin(query, reply, sections, compress, false);
    for (const section of sections) for (const record of section) writer.record(record);
    return end(writer, query, reply);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function truncated(query: WireQuery, reply: Reply, most: number): Uint8Array {
  const room = most - (query.edns ? OPT_FIXED + query.edns.options.length : 0);
  const writer = begin(query, reply, [[], [], []], true, true);
  const counts = [0, 0, 0];
  let full = false;
  for (const [index, section] of [reply.answers, reply.authority, reply.additional].entries()) {
    for (const record of section) {
      const before = writer.length;
      if (!full) writer.record(record);
      if (full || writer.length > room) {
        if (!full) writer.length = before;
        full = true;
        break;
      }
      counts[index] = (counts[index] ?? 0) + 1;
    }
  }
  const message = end(writer, query, reply);
  for (const [index, count] of counts.entries()) {
    const at = 6 + index * 2;
    const total = count + (index === 2 && query.edns ? 1 : 0);
    message[at] = total >>> 8;
    message[at + 1] = total & 255;
  }
  return message;
}

function begin(query: WireQuery, reply: Reply, sections: Sections, compress: boolean, cut: boolean): MessageWriter {
  const writer = new MessageWriter(compress);
  writer.u16(query.id);
  writer.u16(
    0x8000 |
      (query.opcode << 11) |
      (reply.authoritative ? 0x0400 : 0) |
      (cut ? 0x0200 : 0) |
      (query.recursionDesired ? 0x0100 : 0) |
      (reply.recursionAvailable ? 0x0080 : 0) |
      (query.checkingDisabled ? 0x0010 : 0) |
      (rcodeNumber(reply.rcode) & 15),
  );
  writer.u16(1);
  for (const [index, section] of sections.entries()) writer.u16(section.length + (index === 2 && query.edns ? 1 : 0));
  if (writer.length !== HEADER) throw new Error('a DNS header has 12 bytes');
  writer.name(query.name);
  writer.raw(query.questionBytes.subarray(query.questionBytes.length - 4));
  return writer;
}

function end(writer: MessageWriter, query: WireQuery, reply: Reply): Uint8Array {
  const { edns } = query;
  if (edns) {
    writer.u8(0);
    writer.u16(41);
    writer.u16(edns.size);
    writer.u8(rcodeNumber(reply.rcode) >>> 4);
    writer.u8(0);
    writer.u16(edns.dnssecOk ? 0x8000 : 0);
    writer.u16(edns.options.length);
    writer.raw(edns.options);
  }
  return writer.done();
}
