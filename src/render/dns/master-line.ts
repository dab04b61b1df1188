import { recordData, type ResourceRecord } from '../../discovery/message/record.ts';
import { printable } from './printable.ts';

/** Where dig's columns begin; tabs stand at every eighth. */
const COLUMNS = { ttl: 24, class: 32, type: 40, data: 48 } as const;

/** The record as dig prints it: BIND's column rule, in which a field that has passed its column is followed by one blank. */
export function masterLine(record: ResourceRecord): string {
  const owner = printable(record.name);
  const ttl = String(record.ttl);
  let line = owner;
  let at = owner.length;
  const to = (column: number, text: string): void => {
    const [gap, reached] = blanks(at, column);
    line += gap + text;
    at = reached + text.length;
  };
  to(COLUMNS.ttl, ttl);
  to(COLUMNS.class, 'IN');
  to(COLUMNS.type, record.type);
  to(COLUMNS.data, printable(recordData(record)));
  return line;
}

/** A question as dig prints it: `;google.com.\t\t\tIN\tA`. */
export function questionLine(name: string, type: string): string {
  const owner = printable(name);
  const [first, reached] = blanks(owner.length, COLUMNS.class);
  const [second] = blanks(reached + 2, COLUMNS.type);
  return `;${owner}${first}IN${second}${type}`;
}

/** The white space from column `from` to column `to` (at least one blank), and the column then reached (BIND lib/dns/masterdump.c, indent). */
function blanks(from: number, to: number): [gap: string, reached: number] {
  const target = Math.max(to, from + 1);
  const tabs = Math.floor(target / 8) - Math.floor(from / 8);
  const start = tabs > 0 ? Math.floor(target / 8) * 8 : from;
  return ['\t'.repeat(tabs) + ' '.repeat(target - start), target];
}
