import { recordData, type ResourceRecord } from '../../discovery/message/record.ts';
import { printable } from './printable.ts';
import { soaBlock } from './soa-block.ts';

export interface LineFields {
  readonly ttl: boolean;
  readonly class: boolean;
  /** `30s`, `8h` instead of seconds. */
  readonly units: boolean;
  /** SOA data over several lines. */
  readonly multiline: boolean;
}

export const ALL_FIELDS: LineFields = { ttl: true, class: true, units: false, multiline: false };

/** Where dig's columns begin; tabs stand at every eighth. Each field left out brings the others nearer (bin/dig/dig.c). */
function columnsFor(fields: LineFields): { ttl: number; class: number; type: number; data: number } {
  if (fields.multiline) return { ttl: 24, class: 24, type: 24, data: 32 };
  if (fields.ttl && fields.class) return { ttl: 24, class: 32, type: 40, data: 48 };
  return fields.ttl || fields.class
    ? { ttl: 24, class: 24, type: 32, data: 40 }
    : { ttl: 24, class: 24, type: 24, data: 32 };
}

/** The record as dig prints it: BIND's column rule, in which a field that has passed its column is followed by one blank. */
export function masterLine(record: ResourceRecord): string {
  return masterLineWith(record, ALL_FIELDS);
}

/** The record with only some of its fields (`+nottlid`, `+noclass`, `+ttlunits`). */
export function masterLineWith(record: ResourceRecord, fields: LineFields): string {
  const columns = columnsFor(fields);
  let line = printable(record.name);
  let at = line.length;
  const to = (column: number, text: string): void => {
    const [gap, reached] = blanks(at, column);
    line += gap + text;
    at = reached + text.length;
  };
  if (fields.ttl) to(columns.ttl, fields.units ? withUnits(record.ttl) : String(record.ttl));
  if (fields.class) to(columns.class, 'IN');
  to(columns.type, record.type);
  const isBlock = fields.multiline && record.type === 'SOA';
  to(columns.data, isBlock ? soaBlock(record) : printable(recordData(record)));
  return line;
}

/** A question as dig prints it: `;google.com.\t\t\tIN\tA`. */
export function questionLine(name: string, type: string, fields: LineFields = ALL_FIELDS, inClass = 'IN'): string {
  const columns = columnsFor(fields);
  const owner = printable(name);
  const [first, reached] = blanks(owner.length, columns.class);
  const [second] = blanks(reached + inClass.length, columns.type);
  return `;${owner}${first}${inClass}${second}${type}`;
}

/** Seconds as `1w2d3h4m5s`. */
function withUnits(seconds: number): string {
  const units: readonly [number, string][] = [[604_800, 'w'], [86_400, 'd'], [3600, 'h'], [60, 'm'], [1, 's']]; // prettier-ignore
  let rest = seconds;
  let text = '';
  for (const [size, letter] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) text += `${count}${letter}`;
    rest -= count * size;
  }
  return text === '' ? '0s' : text;
}

/** The white space from column `from` to column `to` (at least one blank), and the column then reached (BIND lib/dns/masterdump.c, indent). */
function blanks(from: number, to: number): [gap: string, reached: number] {
  const target = Math.max(to, from + 1);
  const tabs = Math.floor(target / 8) - Math.floor(from / 8);
  const start = tabs > 0 ? Math.floor(target / 8) * 8 : from;
  return ['\t'.repeat(tabs) + ' '.repeat(target - start), target];
}
