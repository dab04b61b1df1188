/** How many letters must be added, removed, replaced or swapped with their neighbour to make `b` of `a` (Damerau-Levenshtein, restricted). */
export function editDistance(a: string, b: string): number {
  const [left, right] = [a.slice(0, LONGEST), b.slice(0, LONGEST)];
  let before: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (let i = 1; i <= left.length; i++) {
    const row = [i];
    for (let j = 1; j <= right.length; j++) {
      const same = left[i - 1] === right[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    [before, last] = [last, row];
  }
  return last[right.length] ?? 0;
}

/** Names are at most 253 letters; longer text is cut. */
const LONGEST = 256;

/** The candidate nearest to `wanted`, with its distance; undefined where none is near (more than half of its letters differ). */
export function nearest(wanted: string, candidates: Iterable<string>): { text: string; distance: number } | undefined {
  let best: { text: string; distance: number } | undefined;
  for (const text of candidates) {
    const distance = editDistance(wanted, text);
    if (!best || distance < best.distance) best = { text, distance };
  }
  return best && best.distance <= Math.max(2, Math.ceil(wanted.length / 2)) ? best : undefined;
}
