import { encodeError, encodeReply, type Transport } from '../../discovery/message/encode.ts';
import { readQuery } from '../../discovery/message/query.ts';
import { typeCode } from '../../discovery/message/record.ts';
import { bareReply, type Question, type Reply } from '../../discovery/message/reply.ts';
import { MessageWriter } from '../../discovery/message/writer.ts';
import { isTransfer } from './dig-args.ts';
import { ednsVersion, UDP_SIZE, type DigFlags } from './dig-flags.ts';

/** What dig puts into its packets by chance. */
export interface DigIdentity {
  readonly id: number;
  readonly cookie: readonly number[];
}

/** A packet, and what of it dig shows without being asked. */
export interface DigPacket {
  readonly bytes: Uint8Array;
  /** How many bytes fill it up. */
  readonly padding: number;
}

/** A packet's looks: what dig's header lines show, its size, the records in its four sections. */
export interface Envelope {
  readonly size: number;
  readonly opcode: number;
  readonly flags: number;
  readonly counts: readonly number[];
}

/** EDNS options by number. */
const [NSID, EXPIRE, COOKIE, KEEPALIVE, PADDING] = [3, 9, 10, 11, 12] as const;
const [OPT_FIXED, OPTION_FIXED] = [11, 4] as const;

/** The query as dig sends it (bin/dig/dighost.c setup_lookup): EDNS with 1232 bytes and a client cookie, unless told otherwise. */
export function digPacket(question: Question, flags: Readonly<DigFlags>, { id, cookie }: DigIdentity): DigPacket {
  const writer = new MessageWriter(false);
  const bits: readonly (readonly [boolean, number])[] = [
    [flags.aa, 0x0400], [flags.tc, 0x0200], [flags.recurse && !isTransfer(question.type), 0x0100], [flags.ra, 0x0080], [flags.z, 0x0040], [flags.ad, 0x0020],
    [flags.cd, 0x0010],
  ]; // prettier-ignore
  const edns = ednsVersion(flags);
  writer.u16(id);
  writer.u16(bits.reduce((word, [on, mask]) => (on ? word | mask : word), flags.opcode << 11));
  for (const count of [flags.headerOnly ? 0 : 1, 0, 0, edns === undefined ? 0 : 1]) writer.u16(count);
  if (!flags.headerOnly) writer.question(question.name, question.type, question.class);
  if (edns === undefined) return { bytes: writer.done(), padding: 0 };
  const options = [
    ...(flags.nsid ? option(NSID, []) : []),
    ...(flags.cookie ? option(COOKIE, cookie) : []),
    ...(flags.expire ? option(EXPIRE, []) : []),
    ...(flags.keepalive ? option(KEEPALIVE, []) : []),
  ];
  const over = flags.padding > 0 ? (writer.length + OPT_FIXED + options.length + OPTION_FIXED) % flags.padding : 0;
  const padding = over > 0 ? flags.padding - over : 0;
  if (flags.padding > 0)
    options.push(
      ...option(
        PADDING,
        Array.from({ length: padding }, () => 0),
      ),
    );
  writer.u8(0);
  writer.u16(typeCode('OPT') ?? 0);
  writer.u16(flags.bufsize ?? UDP_SIZE);
  writer.u16(edns);
  writer.u16(flags.dnssec ? 0x8000 : 0);
  writer.u16(options.length);
  writer.raw(Uint8Array.from(options));
  return { bytes: writer.done(), padding };
}

/** What the server makes of a packet, and how that arrives; `ask` is called only for a packet that is a question. */
export function exchanged(
  packet: Uint8Array,
  transport: Transport,
  ask: () => Reply,
): { reply: Reply; envelope: Envelope } {
  const query = readQuery(packet);
  if ('rcode' in query) {
    const rcode = query.rcode ?? 'FORMERR';
    return { reply: bareReply(rcode), envelope: envelopeOf(encodeError(query, rcode)) };
  }
  const reply = query.edns && query.edns.version !== 0 ? bareReply('BADVERS') : ask();
  return { reply, envelope: envelopeOf(encodeReply(query, reply, transport)) };
}

/** The looks of a packet. */
export function envelopeOf(bytes: Uint8Array): Envelope {
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const flags = word(2);
  return { size: bytes.length, opcode: (flags >>> 11) & 15, flags, counts: [4, 6, 8, 10].map(word) };
}

/** dig's lines about the EDNS options it sent; the server sends them back as they came. */
export function optionLines(
  flags: Readonly<DigFlags>,
  { cookie }: DigIdentity,
  padding: number,
  isEcho: boolean,
): string[] {
  const hex = cookie.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [
    ...(flags.nsid ? ['; NSID:'] : []),
    ...(flags.cookie ? [`; COOKIE: ${hex}${isEcho ? ' (echoed)' : ''}`] : []),
    ...(flags.expire ? ['; EXPIRE:'] : []),
    ...(flags.keepalive ? ['; TCP KEEPALIVE:'] : []),
    ...(flags.padding > 0 ? [padding > 0 && isEcho ? `; PAD: (${padding} bytes)` : '; PAD:'] : []),
  ];
}

function option(code: number, data: readonly number[]): number[] {
  return [code >>> 8, code & 255, data.length >>> 8, data.length & 255, ...data];
}
