import { withoutDot } from '../../discovery/message/name.ts';
import {
  CLASS_IN,
  className,
  recordData,
  type ResourceRecord,
  type SoaRecord,
} from '../../discovery/message/record.ts';
import type { Reply, Question } from '../../discovery/message/reply.ts';
import { printable } from './printable.ts';

/** How nslookup introduces the data of a record type. */
const INTRODUCTIONS: Readonly<Record<string, string>> = {
  A: 'internet address =',
  NS: 'nameserver =',
  CNAME: 'canonical name =',
  SOA: 'soa =',
  PTR: 'name =',
  MX: 'mail exchanger =',
  TXT: 'text =',
  AAAA: 'has AAAA address',
  SRV: 'service =',
};

/** An answer section in nslookup's short form. */
export function shortLines(records: readonly ResourceRecord[], isAnswer = true): string[] {
  return records.flatMap((record) => {
    const owner = printable(withoutDot(record.name));
    if (isAnswer && (record.type === 'A' || record.type === 'AAAA'))
      return [`Name:\t${owner}`, `Address: ${record.address}`];
    if (record.type === 'SOA') return [owner, ...soaLines(record)];
    return [`${owner}\t${introduced(record)}`];
  });
}

/** What `-debug` prints of a reply. */
export function debugLines(question: Question, reply: Reply): string[] {
  const section = (title: string, records: readonly ResourceRecord[]): string[] => [
    `    ${title}:`,
    ...records.flatMap((record) => [
      `    ->  ${printable(withoutDot(record.name))}`,
      ...(record.type === 'SOA' ? soaLines(record) : [`\t${introduced(record)}`]),
      `\tttl = ${record.ttl}`,
    ]),
  ];
  return [
    '------------',
    '    QUESTIONS:',
    `\t${printable(withoutDot(question.name))}, type = ${question.type}, class = ${className(question.class ?? CLASS_IN)}`,
    ...section('ANSWERS', reply.answers),
    ...section('AUTHORITY RECORDS', reply.authority),
    ...section('ADDITIONAL RECORDS', reply.additional),
    '------------',
  ];
}

export function soaLines(record: SoaRecord): string[] {
  return [
    `\torigin = ${printable(withoutDot(record.mname))}`,
    `\tmail addr = ${printable(withoutDot(record.rname))}`,
    `\tserial = ${record.serial}`,
    `\trefresh = ${record.refresh}`,
    `\tretry = ${record.retry}`,
    `\texpire = ${record.expire}`,
    `\tminimum = ${record.minimum}`,
  ];
}

function introduced(record: ResourceRecord): string {
  return `${INTRODUCTIONS[record.type] ?? `rdata_${record.type} =`} ${printable(recordData(record))}`;
}
