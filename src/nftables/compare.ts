import { compareAddresses } from '../net/address.ts';
import { addressRange } from './address-set.ts';
import { parseNumber, type NftValue } from './evaluate.ts';

/** Whether a value read from a packet is, or lies in, what a rule names. */
export type Test = (value: NftValue) => boolean;

/**
 * The test for one listed text: an address, prefix, range, number, word, quoted name (with `*`), or a comma list of words, of which
 * one suffices (`established,related`). Undefined where such a text cannot be compared here.
 */
export function testOf(text: string): Test | undefined {
  const flags = /^(\S+) \/ (\S+)$/.exec(text);
  if (flags) return flagTest(flags[1] ?? '', flags[2] ?? '');
  if (text.startsWith('"')) return nameTest(text.slice(1, -1));
  const range = addressRange(text);
  if (range) {
    if (range.from.text === range.to.text)
      return (value) => typeof value === 'object' && 'text' in value && value.text === range.from.text;
    return (value) =>
      typeof value === 'object' &&
      'bits' in value &&
      value.family === range.from.family &&
      compareAddresses(range.from, value) <= 0 &&
      compareAddresses(value, range.to) <= 0;
  }
  const number = parseNumber(text);
  if (number !== undefined) return (value) => value === number || value === text;
  const ports = /^(\d{1,10})-(\d{1,10})$/.exec(text);
  if (ports) {
    const [from, to] = [Number(ports[1]), Number(ports[2])];
    return (value) => typeof value === 'number' && value >= from && value <= to;
  }
  if (/^[a-z][a-z0-9-]*(,[a-z][a-z0-9-]*)*$/.test(text)) {
    const words = new Set(text.split(','));
    return (value) =>
      typeof value === 'string' ? words.has(value) : Array.isArray(value) && value.some((word) => words.has(word));
  }
  return undefined;
}

/** `tcp flags syn / fin,syn,rst,ack`: of the flags behind the slash exactly those before it are set. */
function flagTest(wanted: string, mask: string): Test {
  const set = new Set(wanted.split(','));
  const looked = mask.split(',');
  return (value) => typeof value === 'string' && looked.every((flag) => set.has(flag) === (value === flag));
}

function nameTest(name: string): Test {
  if (!name.endsWith('*')) return (value) => value === name;
  const start = name.slice(0, -1);
  return (value) => typeof value === 'string' && value.startsWith(start);
}

/** The text under which a value stands in a set. */
export function keyText(value: NftValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  return 'text' in value ? value.text : value.join(',');
}
