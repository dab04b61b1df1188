/** Lines of context around a change. */
const CONTEXT = 3;
/** From this many lines on, lines that are everywhere no longer anchor a match. */
const POPULARITY_FROM = 200;

interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** One step from the old text to the new: these lines of `a` become those of `b`. */
interface Step {
  readonly equal: boolean;
  readonly a: readonly [start: number, end: number];
  readonly b: readonly [start: number, end: number];
}

/**
 * The unified difference of two texts, without file names, '' if they are equal. Finds the same changes as Python's difflib
 * (and Go's port of it, which the API server uses): longest matching runs first.
 */
export function unifiedDiff(before: string, after: string): string {
  const a = before.split('\n');
  const b = after.split('\n');
  return groupsOf(stepsOf(a, b))
    .map((group) => hunkText(group, a, b))
    .join('');
}

function stepsOf(a: readonly string[], b: readonly string[]): Step[] {
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  for (const match of [...matchesOf(a, b), { a: a.length, b: b.length, size: 0 }]) {
    if (i < match.a || j < match.b) steps.push({ equal: false, a: [i, match.a], b: [j, match.b] });
    [i, j] = [match.a + match.size, match.b + match.size];
    if (match.size > 0) steps.push({ equal: true, a: [match.a, i], b: [match.b, j] });
  }
  return steps;
}

function matchesOf(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const found: Match[] = [];
  const open: [number, number, number, number][] = [[0, a.length, 0, b.length]];
  for (let range = open.pop(); range; range = open.pop()) {
    const [fromA, toA, fromB, toB] = range;
    const match = longestMatch(a, b, places, fromA, toA, fromB, toB);
    if (match.size === 0) continue;
    found.push(match);
    if (fromA < match.a && fromB < match.b) open.push([fromA, match.a, fromB, match.b]);
    const [endA, endB] = [match.a + match.size, match.b + match.size];
    if (endA < toA && endB < toB) open.push([endA, toA, endB, toB]);
  }
  found.sort((one, other) => one.a - other.a || one.b - other.b);
  return joined(found);
}

function joined(matches: readonly Match[]): Match[] {
  const result: Match[] = [];
  for (const match of matches) {
    const last = result[result.length - 1];
    if (last && last.a + last.size === match.a && last.b + last.size === match.b) {
      result[result.length - 1] = { ...last, size: last.size + match.size };
    } else result.push(match);
  }
  return result;
}

/** Where each line stands in `b`; in long texts without the lines that are more than one in a hundred. */
function placesOf(b: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [j, line] of b.entries()) {
    const known = places.get(line);
    if (known) known.push(j);
    else places.set(line, [j]);
  }
  if (b.length < POPULARITY_FROM) return places;
  const most = Math.trunc(b.length / 100) + 1;
  for (const [line, at] of places) if (at.length > most) places.delete(line);
  return places;
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): Match {
  let best = { a: fromA, b: fromB, size: 0 };
  let lengths = new Map<number, number>();
  for (let i = fromA; i < toA; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(a[i] ?? '') ?? []) {
      if (j < fromB) continue;
      if (j >= toB) break;
      const size = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, size);
      if (size > best.size) best = { a: i - size + 1, b: j - size + 1, size };
    }
    lengths = next;
  }
  let { a: startA, b: startB, size } = best;
  while (startA > fromA && startB > fromB && a[startA - 1] === b[startB - 1])
    [startA, startB, size] = [startA - 1, startB - 1, size + 1];
  while (startA + size < toA && startB + size < toB && a[startA + size] === b[startB + size]) size += 1;
  return { a: startA, b: startB, size };
}

/** Changes with their context; long equal runs part one group from the next. */
function groupsOf(steps: readonly Step[]): Step[][] {
  if (!steps.some(({ equal }) => !equal)) return [];
  const groups: Step[][] = [];
  let group: Step[] = [];
  for (const [i, step] of steps.entries()) {
    if (!step.equal) {
      group.push(step);
      continue;
    }
    const isFirst = i === 0;
    const isLast = i === steps.length - 1;
    const length = step.a[1] - step.a[0];
    if (isFirst) group.push(tail(step));
    else if (isLast) group.push(head(step));
    else if (length > 2 * CONTEXT) {
      groups.push([...group, head(step)]);
      group = [tail(step)];
    } else group.push(step);
  }
  return [...groups, group];
}

function head({ a, b }: Step): Step {
  return { equal: true, a: [a[0], Math.min(a[1], a[0] + CONTEXT)], b: [b[0], Math.min(b[1], b[0] + CONTEXT)] };
}

function tail({ a, b }: Step): Step {
  return { equal: true, a: [Math.max(a[0], a[1] - CONTEXT), a[1]], b: [Math.max(b[0], b[1] - CONTEXT), b[1]] };
}

function hunkText(group: readonly Step[], a: readonly string[], b: readonly string[]): string {
  const first = group[0];
  const last = group[group.length - 1];
  if (!first || !last) return '';
  const lines = group.flatMap((step) => {
    const old = a.slice(step.a[0], step.a[1]);
    if (step.equal) return old.map((line) => ` ${line}`);
    return [...old.map((line) => `-${line}`), ...b.slice(step.b[0], step.b[1]).map((line) => `+${line}`)];
  });
  const ranges = `-${rangeText(first.a[0], last.a[1])} +${rangeText(first.b[0], last.b[1])}`;
  return `@@ ${ranges} @@\n${lines.join('\n')}\n`;
}

function rangeText(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return `${start + 1}`;
  return `${length === 0 ? start : start + 1},${length}`;
}
