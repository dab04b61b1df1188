import { jumpTarget, type Turn, type Way } from '../render/trace/story.ts';
import { printable } from '../render/trace/text.ts';

/** A line of the list beside the description. */
export interface ListRow {
  readonly text: string;
  readonly kind: 'place' | 'turn' | 'end';
  /** Index of the turn; that after the last one is the end. */
  readonly at: number;
}

/** All lines of a way: its places, under them its steps, and its end. */
export function listRows(way: Way | undefined): ListRow[] {
  const rows: ListRow[] = [];
  let place = '';
  for (const [at, turn] of (way?.turns ?? []).entries()) {
    const here = placeOf(turn);
    if (here !== place) rows.push({ text: printable(here), kind: 'place', at });
    place = here;
    rows.push({ text: printable(`${' '.repeat(Math.min(turn.depth, 4) + 1)}${labelOf(turn)}`), kind: 'turn', at });
  }
  const end = way?.path.outcome.verdict ?? '';
  return [...rows, { text: `= ${end}`, kind: 'end', at: way?.turns.length ?? 0 }];
}

function placeOf({ step }: Turn): string {
  if (step.phase === 'dns') return 'DNS';
  const back = step.phase === 'reply' ? '< ' : '';
  const node = step.node === '' ? 'outside' : step.node;
  return `${back}${node}${step.hook === undefined ? '' : ` ${step.hook.toUpperCase()}`}`;
}

function labelOf({ step, idle }: Turn): string {
  const to = jumpTarget(step);
  if (idle) return `- ${to ?? ''}`;
  if (step.layer === 'dns') return step.action.replace(/^\S+ /, '');
  if (step.chain === undefined) return step.action;
  return to === undefined ? `${step.chain}: ${step.action}` : `${step.chain}`;
}

/** The part of the rows that fits, with the current one in it and, where possible, in its middle. */
export function visibleRows(rows: readonly ListRow[], at: number, height: number): ListRow[] {
  const current = rows.findIndex((row) => row.kind !== 'place' && row.at === at);
  const start = Math.max(0, Math.min(current - Math.floor(height / 2), rows.length - height));
  return rows.slice(start, start + height);
}
