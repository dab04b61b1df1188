import { CLASS_IN, className, recordData, type ResourceRecord } from '../../discovery/message/record.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { ednsVersion, OPCODES, UDP_SIZE, type DigFlags } from './dig-flags.ts';
import { envelopeOf, optionLines, type DigIdentity, type Envelope } from './dig-wire.ts';
import { masterLineWith, questionLine, type LineFields } from './master-line.ts';
import { printable } from './printable.ts';

/** A query that was sent, and how dig is to show what is said about it. */
export interface SentQuery {
  readonly question: Question;
  readonly flags: Readonly<DigFlags>;
  readonly identity: DigIdentity;
  readonly padding: number;
}

const FLAG_NAMES: readonly (readonly [mask: number, name: string])[] = [
  [0x8000, 'qr'], [0x0400, 'aa'], [0x0200, 'tc'], [0x0100, 'rd'], [0x0080, 'ra'], [0x0020, 'ad'], [0x0010, 'cd'],
]; // prettier-ignore
const MUST_BE_ZERO = 0x0040;

/** The query itself, which `+qr` shows. */
export function queryMessage(sent: SentQuery, packet: Uint8Array): string[] {
  const { flags } = sent;
  const envelope = envelopeOf(packet);
  return [
    ...(flags.comments ? [';; Sending:', ...headerLines(sent, envelope, 'NOERROR'), ''] : []),
    ...(flags.comments ? pseudoSection(sent, false) : []),
    ...(envelope.counts[0] === 0 ? [] : section(flags, flags.question, 'QUESTION', [askedLine(sent)])),
  ];
}

/** The answer: with `+short` the data alone, else every section that is wanted. */
export function answerMessage(
  sent: SentQuery,
  reply: Reply,
  envelope: Envelope,
  short: boolean,
  server: string,
): string[] {
  const { flags } = sent;
  if (short) {
    const from = flags.identify ? ` from server ${server} in 0 ms.` : '';
    return flags.answer ? reply.answers.map((record) => `${printable(recordData(record))}${from}`) : [];
  }
  const [questions = 0, answers = 0, authority = 0, additional = 0] = envelope.counts;
  const edns = ednsVersion(flags);
  const hasEdns = edns !== undefined && questions > 0;
  const lines = (records: readonly ResourceRecord[], count: number): string[] =>
    records.slice(0, count).map((record) => masterLineWith(record, fieldsOf(flags)));
  const recursion = (envelope.flags & 0x0180) === 0x0100;
  const noEdns = `;; WARNING: EDNS query returned status ${reply.rcode} - retry with '${flags.dnssec ? '+nodnssec ' : ''}+noedns'`;
  const isNoEdns = edns !== undefined && !hasEdns && (reply.rcode === 'FORMERR' || reply.rcode === 'NOTIMP');
  const head = [
    ';; Got answer:',
    ...headerLines(sent, envelope, reply.rcode),
    ...(recursion ? [';; WARNING: recursion requested but not available'] : []),
    ...(isNoEdns ? ['', noEdns] : []),
    '',
    ...(hasEdns ? pseudoSection(sent, true) : []),
  ];
  return [
    ...(flags.comments ? head : []),
    ...section(flags, flags.question && questions > 0, 'QUESTION', [askedLine(sent)]),
    ...section(flags, flags.answer, 'ANSWER', lines(reply.answers, answers)),
    ...section(flags, flags.authority, 'AUTHORITY', lines(reply.authority, authority)),
    ...section(flags, flags.additional, 'ADDITIONAL', lines(reply.additional, additional - (hasEdns ? 1 : 0))),
  ];
}

function headerLines({ question, identity }: SentQuery, envelope: Envelope, status: string): string[] {
  const { opcode, flags, counts } = envelope;
  const [questions, answers, authority, additional] = counts;
  const names = FLAG_NAMES.flatMap(([mask, word]) => ((flags & mask) === 0 ? [] : [` ${word}`])).join('');
  const zero = (flags & MUST_BE_ZERO) === 0 ? '' : '; MBZ: 0x4';
  const isQuery = (flags & 0x8000) === 0;
  const isLocal = (isQuery || questions !== 0) && /(^|\.)local\.$/i.test(question.name);
  return [
    ...(isLocal
      ? [
          ';; WARNING: .local is reserved for Multicast DNS',
          ';; You are currently testing what happens when an mDNS query is leaked to DNS',
        ]
      : []),
    `;; ->>HEADER<<- opcode: ${OPCODES[opcode] ?? `RESERVED${opcode}`}, status: ${status}, id: ${identity.id}`,
    `;; flags:${names}${zero}; QUERY: ${questions}, ANSWER: ${answers}, AUTHORITY: ${authority}, ADDITIONAL: ${additional}`,
  ];
}

function pseudoSection({ flags, identity, padding }: SentQuery, isEcho: boolean): string[] {
  const edns = ednsVersion(flags);
  if (edns === undefined) return [];
  return [
    ';; OPT PSEUDOSECTION:',
    `; EDNS: version: ${isEcho ? 0 : edns}, flags:${flags.dnssec ? ' do' : ''}; udp: ${flags.bufsize ?? UDP_SIZE}`,
    ...optionLines(flags, identity, padding, isEcho),
  ];
}

function section(flags: Readonly<DigFlags>, shown: boolean, title: string, lines: readonly string[]): string[] {
  if (!shown || lines.length === 0) return [];
  return flags.comments ? [`;; ${title} SECTION:`, ...lines, ''] : [...lines];
}

function askedLine({ question, flags }: SentQuery): string {
  const { name, type, class: inClass = CLASS_IN } = question;
  return questionLine(name, type, fieldsOf(flags), className(inClass));
}

function fieldsOf({ ttl, class: withClass, ttlunits, multiline }: Readonly<DigFlags>): LineFields {
  return { ttl, class: withClass, units: ttlunits, multiline };
}
