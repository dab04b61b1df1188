import { encodeReply } from '../../discovery/message/encode.ts';
import { plainQuery } from '../../discovery/message/query.ts';
import { CLASS_IN, className } from '../../discovery/message/record.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { ALL_FIELDS, masterLine, questionLine } from './master-line.ts';

/** The reply as it reaches host: over TCP where UDP cannot hold it. */
export function hostPacket(question: Question, reply: Reply): Uint8Array {
  const query = plainQuery(question);
  const overUdp = encodeReply(query, reply);
  return ((overUdp[2] ?? 0) & 2) === 0 ? overUdp : encodeReply(query, reply, { protocol: 'tcp', family: 4 });
}

/** What `host -v` prints of a message: dig's sections, each behind an empty line. */
export function hostMessage(question: Question, reply: Reply, recurse: boolean): string[] {
  const { answers, authority, additional } = reply;
  const flags = [
    'qr', reply.authoritative && 'aa', recurse && !/^[AI]XFR$/.test(question.type) && 'rd', reply.recursionAvailable && 'ra',
  ].filter((flag) => typeof flag === 'string'); // prettier-ignore
  const counts = `QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length}`;
  const section = (title: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', `;; ${title} SECTION:`, ...lines];
  const { name, type, class: inClass = CLASS_IN } = question;
  return [
    `;; ->>HEADER<<- opcode: QUERY, status: ${reply.rcode}, id: 0`,
    `;; flags: ${flags.join(' ')}; ${counts}`,
    ...section('QUESTION', [questionLine(name, type, ALL_FIELDS, className(inClass))]),
    ...section('ANSWER', answers.map(masterLine)),
    ...section('AUTHORITY', authority.map(masterLine)),
    ...section('ADDITIONAL', additional.map(masterLine)),
    '',
  ];
}
