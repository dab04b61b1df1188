/** Named priorities of the ip, ip6 and inet families, and the hooks at which nft knows each name (absent: all). */
const NAMES: readonly (readonly [name: string, value: number, hooks?: readonly string[]])[] = [
  ['raw', -300],
  ['mangle', -150],
  ['dstnat', -100, ['prerouting']],
  ['filter', 0],
  ['security', 50],
  ['srcnat', 100, ['postrouting']],
];
/** nft writes `filter + 10`, but `11` as a plain number. */
const REACH = 10;

/** A chain priority as nft lists it: `dstnat - 10` for -110 in prerouting, `-110` in output. Source: nft's prio2str. */
export function priorityText(value: number, hook: string): string {
  for (const [name, base, hooks] of NAMES) {
    const offset = value - base;
    if (Math.abs(offset) > REACH || (hooks && !hooks.includes(hook))) continue;
    return offset === 0 ? name : `${name} ${offset < 0 ? '-' : '+'} ${Math.abs(offset)}`;
  }
  return String(value);
}

/** The number behind a printed priority, or undefined where the words are unknown. */
export function priorityValue(text: string): number | undefined {
  const found = /^(?:([a-z]+)|(-?\d{1,10}))(?: ([+-]) (\d{1,10}))?$/.exec(text.trim());
  if (!found) return undefined;
  const base = found[1] === undefined ? Number(found[2]) : NAMES.find(([name]) => name === found[1])?.[1];
  if (base === undefined) return undefined;
  return base + (found[3] === '-' ? -1 : 1) * Number(found[4] ?? 0);
}
