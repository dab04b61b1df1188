import type { Random } from '../net/random.ts';

/** No vowels, no 0, 1 or 3: apimachinery's util/rand. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const LONGEST = 63;

/** `length` characters as apimachinery's rand.String draws them. */
export function randomSuffix(random: Random, length = 5): string {
  let suffix = '';
  for (let i = 0; i < length; i++) suffix += ALPHABET[random.integer(ALPHABET.length)];
  return suffix;
}

/** A name for `generateName`: the base cut to 58 characters and five random ones, 63 at most (SimpleNameGenerator). */
export function generatedName(base: string, random: Random): string {
  return base.slice(0, LONGEST - 5) + randomSuffix(random);
}

/** A version 4 UUID. */
export function uuid(random: Random): string {
  let hex = '';
  for (let i = 0; i < 32; i++) {
    const nibble = i === 12 ? 4 : i === 16 ? 8 + random.integer(4) : random.integer(16);
    hex += nibble.toString(16);
  }
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
