import { goQuote } from './go-value.ts';

const LAYOUTS = { time: '2006-01-02T15:04:05Z07:00', microTime: '2006-01-02T15:04:05.000000Z07:00' } as const;

/** The parts of RFC 3339 in Go's layout notation, with what each may look like. */
const PARTS: readonly (readonly [layout: string, pattern: RegExp])[] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^(0[1-9]|1[0-2])/],
  ['-', /^-/],
  ['02', /^(0[1-9]|[12]\d|3[01])/],
  ['T', /^T/],
  ['15', /^([01]\d|2[0-3])/],
  [':', /^:/],
  ['04', /^[0-5]\d/],
  [':', /^:/],
  ['05', /^[0-5]\d([.,]\d+)?/],
  ['Z07:00', /^(Z|[+-]\d{2}:\d{2})/],
];

/** Go's message about a text that is no moment in time, or undefined if it is one: time.Parse with RFC 3339. */
export function timeMessage(text: string, kind: 'time' | 'microTime'): string | undefined {
  const head = `parsing time ${goQuote(text)} as ${goQuote(LAYOUTS[kind])}`;
  let rest = text;
  for (const [layout, pattern] of PARTS) {
    const match = pattern.exec(rest);
    if (!match) return `${head}: cannot parse ${goQuote(rest)} as ${goQuote(layout)}`;
    rest = rest.slice(match[0].length);
  }
  return rest === '' ? undefined : `${head}: extra text: ${goQuote(rest)}`;
}
