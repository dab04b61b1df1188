import type { SoaRecord } from '../../discovery/message/record.ts';

const UNITS: readonly (readonly [seconds: number, name: string])[] = [
  [604_800, 'week'],
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** The data of an SOA record over several lines, as dig's `+multiline` has it. */
export function soaBlock({ mname, rname, serial, refresh, retry, expire, minimum }: SoaRecord): string {
  const indent = '\t'.repeat(4);
  const number = (value: number, name: string): string => `${indent}${String(value).padEnd(10)} ; ${name}`;
  const period = (value: number, name: string): string => `${number(value, name)} (${inWords(value)})`;
  return [
    `${mname} ${rname} (`,
    number(serial, 'serial'),
    period(refresh, 'refresh'),
    period(retry, 'retry'),
    period(expire, 'expire'),
    period(minimum, 'minimum'),
    `${indent})`,
  ].join('\n');
}

/** A period in words: `1 hour 30 minutes`. */
function inWords(seconds: number): string {
  let rest = seconds;
  const words: string[] = [];
  for (const [size, name] of UNITS) {
    const count = Math.floor(rest / size);
    if (count > 0) words.push(`${count} ${name}${count === 1 ? '' : 's'}`);
    rest -= count * size;
  }
  return words.length === 0 ? '0 seconds' : words.join(' ');
}
