/**
 * Names close to `typed`, in the given order: at most two edits away, or beginning with it – cobra's SuggestionsFor, so
 * that `gett` suggests `set` and `get` as kubectl does.
 */
export function suggestions(typed: string, names: readonly string[]): string[] {
  const lower = typed.toLowerCase();
  return names.filter((name) => distance(lower, name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(lower));
}

/** `Did you mean --output?`, a line of its own; empty where no flag is close. */
export function flagSuggestion(typed: string, flags: readonly string[]): string {
  const name = typed.split('=')[0] ?? '';
  // Of a short name the first letter must be right, or every other flag is close.
  const isClose = (flag: string): boolean => name.length > 8 || flag[2] === name[2];
  const [close] = name.startsWith('--') && name.length > 3 ? suggestions(name, flags).filter(isClose) : [];
  return close === undefined ? '' : `Did you mean ${close}?\n`;
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
