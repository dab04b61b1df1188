import type { Key } from 'ink';
import type { Move } from './walk.ts';

const LETTERS: Readonly<Record<string, Move>> = {
  n: { kind: 'next' },
  j: { kind: 'next' },
  ' ': { kind: 'next' },
  b: { kind: 'back' },
  k: { kind: 'back' },
  i: { kind: 'into' },
  o: { kind: 'over' },
  u: { kind: 'out' },
  g: { kind: 'first' },
  G: { kind: 'last' },
  w: { kind: 'why' },
  '?': { kind: 'help' },
  h: { kind: 'help' },
  '[': { kind: 'way', by: -1 },
  ']': { kind: 'way', by: 1 },
};

/** What a key asks for; undefined for keys that mean nothing here. `page` is the height of a page in lines. */
export function moveOf(input: string, key: Key, page: number): Move | 'quit' | 'interrupt' | undefined {
  if (key.ctrl) return input === 'c' ? 'interrupt' : undefined;
  if (key.meta && input !== '') return undefined;
  if (input === 'q' || key.escape) return 'quit';
  if (key.downArrow || key.rightArrow || key.return) return { kind: 'next' };
  if (key.upArrow || key.leftArrow || key.backspace || key.delete) return { kind: 'back' };
  if (key.pageDown) return { kind: 'scroll', lines: page };
  if (key.pageUp) return { kind: 'scroll', lines: -page };
  if (/^[1-9]$/.test(input)) return { kind: 'choose', option: Number(input) - 1 };
  return Object.hasOwn(LETTERS, input) ? LETTERS[input] : undefined;
}
