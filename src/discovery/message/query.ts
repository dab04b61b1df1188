import { CLASS_IN, typeName } from './record.ts';
import type { Question } from './reply.ts';
import { presentedByte } from './name.ts';
import { MessageWriter } from './writer.ts';

/** A question from the wire. */
export interface WireQuery {
  readonly id: number;
  readonly opcode: number;
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
  /** Absolute presentation form, case kept. */
  readonly name: string;
  readonly type: string;
  readonly class: number;
  /** The bytes of the question section as they came: the reply repeats them. */
  readonly questionBytes: Uint8Array;
  /** Present where the query has an OPT record (RFC 6891). */
  readonly edns?: Edns;
}

export interface Edns {
  /** What the client can take over UDP. */
  readonly size: number;
  readonly version: number;
  /** DO */
  readonly dnssecOk: boolean;
  /** The options CoreDNS sends back as they came: NSID, EXPIRE, COOKIE, TCP-KEEPALIVE, PADDING. */
  readonly options: Uint8Array;
}

/** A message that cannot be answered as a query; `rcode` undefined: not even worth an answer. */
export interface Malformed {
  readonly id: number;
  /** The second word of its header. */
  readonly flags: number;
  readonly rcode: 'FORMERR' | 'NOTIMP' | undefined;
}

const HEADER = 12;
const OPT = 41;
const ECHOED_OPTIONS = new Set([3, 9, 10, 11, 12]);
const NOTIFY = 4;
/** How many records the sections behind the question may have: a SOA for NOTIFY, one for IXFR, OPT and TSIG. */
const MOST = { answers: 1, authority: 1, additional: 2 } as const;

/**
 * Reads a query. Replies and messages shorter than a header get no answer; more or fewer than one question, more records than a query
 * can need, a broken name or a record that passes the end is a format error, another opcode than QUERY and NOTIFY is not implemented
 * (miekg/dns's default accept rules).
 */
export function readQuery(bytes: Uint8Array): WireQuery | Malformed {
  if (bytes.length < HEADER) return { id: 0, flags: 0, rcode: undefined };
  const id = u16(bytes, 0);
  const flags = u16(bytes, 2);
  const opcode = (flags >>> 11) & 15;
  if (flags & 0x8000) return { id, flags, rcode: undefined };
  if (opcode !== 0 && opcode !== NOTIFY) return { id, flags, rcode: 'NOTIMP' };
  const broken: Malformed = { id, flags, rcode: 'FORMERR' };
  const [answers, authority, additional] = [u16(bytes, 6), u16(bytes, 8), u16(bytes, 10)];
  if (u16(bytes, 4) !== 1) return broken;
  if (answers > MOST.answers || authority > MOST.authority || additional > MOST.additional) return broken;
  const others = answers + authority + additional;
  const name = readName(bytes, HEADER);
  if (!name || name.end + 4 > bytes.length) return broken;
  const end = name.end + 4;
  const edns = readEdns(bytes, end, others);
  if (edns === null) return broken;
  return {
    id,
    opcode,
    recursionDesired: opcode === 0 && (flags & 0x0100) !== 0,
    checkingDisabled: opcode === 0 && (flags & 0x0010) !== 0,
    name: name.text,
    type: typeName(u16(bytes, name.end)),
    class: u16(bytes, name.end + 2),
    questionBytes: bytes.slice(HEADER, end),
    ...(edns ? { edns } : {}),
  };
}

/** A question as a client without EDNS sends it; its id is 0. */
export function plainQuery({ name, type, class: inClass = CLASS_IN }: Question): WireQuery {
  const writer = new MessageWriter(false);
  writer.question(name, type, inClass);
  const questionBytes = writer.done().slice();
  return {
    id: 0,
    opcode: 0,
    recursionDesired: true,
    checkingDisabled: false,
    name,
    type,
    class: inClass,
    questionBytes,
  };
}

/** The OPT record among the `count` records from `at` on; undefined if there is none, null if they are broken. */
function readEdns(bytes: Uint8Array, at: number, count: number): Edns | undefined | null {
  let edns: Edns | undefined;
  let here = at;
  for (let i = 0; i < count; i++) {
    const owner = readName(bytes, here);
    if (!owner || owner.end + 10 > bytes.length) return null;
    const { end } = owner;
    const dataEnd = end + 10 + u16(bytes, end + 8);
    if (dataEnd > bytes.length) return null;
    if (u16(bytes, end) === OPT) {
      if (edns || owner.text !== '.') return null;
      const options = echoedOptions(bytes.subarray(end + 10, dataEnd));
      if (!options) return null;
      edns = {
        size: u16(bytes, end + 2),
        version: bytes[end + 5] ?? 0,
        dnssecOk: ((bytes[end + 6] ?? 0) & 0x80) !== 0,
        options,
      };
    }
    here = dataEnd;
  }
  return edns;
}

function echoedOptions(data: Uint8Array): Uint8Array | undefined {
  const kept: number[] = [];
  for (let at = 0; at < data.length;) {
    if (at + 4 > data.length) return undefined;
    const end = at + 4 + u16(data, at + 2);
    if (end > data.length) return undefined;
    if (ECHOED_OPTIONS.has(u16(data, at))) kept.push(...data.subarray(at, end));
    at = end;
  }
  return Uint8Array.from(kept);
}

/** The name at `at` and where it ends; undefined for a broken one. Pointers may only point backwards. */
export function readName(bytes: Uint8Array, at: number): { text: string; end: number } | undefined {
  let text = '';
  let here = at;
  let end = -1;
  let total = 1;
  for (;;) {
    const length = bytes[here];
    if (length === undefined) return undefined;
    if (length === 0) return { text: text === '' ? '.' : text, end: end < 0 ? here + 1 : end };
    if (length >= 0xc0) {
      const target = ((length & 63) << 8) | (bytes[here + 1] ?? 0);
      if (here + 1 >= bytes.length || target >= here) return undefined;
      if (end < 0) end = here + 2;
      here = target;
    } else {
      total += length + 1;
      if (length > 63 || total > 255 || here + length >= bytes.length) return undefined;
      for (let i = here + 1; i <= here + length; i++) text += presentedByte(bytes[i] ?? 0);
      text += '.';
      here += length + 1;
    }
  }
}

function u16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
