import type { Turn, Way } from '../render/trace/story.ts';

/** Where somebody stands who walks through a trace. `at` is one more than the last turn at the end of the way. */
export interface Walk {
  readonly ways: readonly Way[];
  /** Index in `ways`. */
  readonly way: number;
  readonly at: number;
  /** Rules that failed are shown. */
  readonly why: boolean;
  readonly help: boolean;
  /** Lines of the description that are scrolled away. */
  readonly scroll: number;
  /** What to say about a key that led nowhere. */
  readonly notice: string;
}

export type Move =
  | { readonly kind: 'next' | 'back' | 'first' | 'last' | 'into' | 'over' | 'out' | 'why' | 'help' }
  | { readonly kind: 'scroll'; readonly lines: number }
  | { readonly kind: 'way'; readonly by: number }
  | { readonly kind: 'choose'; readonly option: number };

/** The start of a walk along one way. */
export function startWalk(ways: readonly Way[], way: number): Walk {
  return { ways, way, at: 0, why: false, help: false, scroll: 0, notice: '' };
}

/** The turn somebody stands at; undefined at the end of the way. */
export function turnAt(walk: Walk): Turn | undefined {
  return walk.ways[walk.way]?.turns[walk.at];
}

/** The walk after a key. */
export function moved(walk: Walk, move: Move): Walk {
  const length = walk.ways[walk.way]?.turns.length ?? 0;
  const to = (at: number): Walk => ({ ...walk, at: Math.max(0, Math.min(at, length)), scroll: 0, notice: '', help: false }); // prettier-ignore
  const stay = (notice: string): Walk => ({ ...walk, notice });
  switch (move.kind) {
    case 'next':
      return walk.at >= length ? stay('this is the end; b goes back') : to(walk.at + 1);
    case 'back':
      return walk.at === 0 ? stay('this is the beginning') : to(walk.at - 1);
    case 'first':
      return to(0);
    case 'last':
      return to(length);
    case 'into':
      return deeper(walk) ? to(walk.at + 1) : stay('no chain to go into here; n goes on');
    case 'over':
      return walk.at >= length ? stay('this is the end; b goes back') : to(past(walk, turnAt(walk)?.depth ?? 0));
    case 'out':
      return (turnAt(walk)?.depth ?? 0) === 0 ? stay('not inside a chain; n goes on') : to(past(walk, (turnAt(walk)?.depth ?? 1) - 1)); // prettier-ignore
    case 'why':
      return { ...walk, why: !walk.why, help: false, scroll: 0, notice: '' };
    case 'help':
      return { ...walk, help: !walk.help, scroll: 0, notice: '' };
    case 'scroll':
      return { ...walk, scroll: Math.max(0, walk.scroll + move.lines), notice: '' };
    case 'way':
      return otherWay(walk, (walk.way + move.by + walk.ways.length) % walk.ways.length);
    case 'choose':
      return chosen(walk, move.option);
  }
}

function deeper(walk: Walk): boolean {
  const next = walk.ways[walk.way]?.turns[walk.at + 1];
  const here = turnAt(walk);
  return here !== undefined && next !== undefined && sameHook(here, next) && next.depth > here.depth;
}

/** The first turn further on that is no deeper than `depth`, or in another hook. */
function past(walk: Walk, depth: number): number {
  const turns = walk.ways[walk.way]?.turns ?? [];
  const here = turns[walk.at];
  if (!here) return turns.length;
  const found = turns.findIndex((turn, i) => i > walk.at && (turn.depth <= depth || !sameHook(here, turn)));
  return found < 0 ? turns.length : found;
}

function sameHook(a: Turn, b: Turn): boolean {
  return a.step.node === b.step.node && a.step.hook === b.step.hook && a.step.phase === b.step.phase;
}

function chosen(walk: Walk, option: number): Walk {
  const fork = turnAt(walk)?.fork;
  if (!fork) return { ...walk, notice: 'nothing to choose at this step; [ and ] go to another way' };
  const wanted = fork.options[option];
  if (!wanted) return { ...walk, notice: `choose 1 to ${fork.options.length}` };
  const way = walk.ways.findIndex((each) => each.index === wanted.way);
  return way < 0 ? walk : { ...walk, way, scroll: 0, notice: '' };
}

/** On another way one stands where both were still one, or at its choice. */
function otherWay(walk: Walk, way: number): Walk {
  if (way === walk.way) return { ...walk, notice: 'there is only this way' };
  const mine = walk.ways[walk.way]?.turns ?? [];
  const theirs = walk.ways[way]?.turns ?? [];
  const parted = mine.findIndex((turn, i) => turn.step !== theirs[i]?.step);
  const at = parted < 0 || walk.at < parted ? walk.at : parted;
  return { ...walk, way, at: Math.min(at, theirs.length), scroll: 0, notice: '' };
}
