const UNITS: readonly (readonly [suffix: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** A time as nft prints it: `3h`, `1d2h3m4s`, `1s500ms`; `seconds` may have a fraction. Source: nft's time_print. */
export function durationText(seconds: number): string {
  let left = Math.round(seconds * 1000);
  if (left === 0) return '0s';
  let text = '';
  for (const [suffix, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${suffix}`;
    left -= count * size;
  }
  return text;
}

/** Seconds of a printed time, or undefined where the text is none. */
export function parseDuration(text: string): number | undefined {
  let total = 0;
  let rest = text;
  for (const [suffix, size] of UNITS) {
    const found = /^(\d{1,12})([a-z]+)/.exec(rest);
    if (found?.[2] !== suffix) continue;
    total += Number(found[1]) * size;
    rest = rest.slice(found[0].length);
  }
  return rest === '' && text !== '' ? total / 1000 : undefined;
}
