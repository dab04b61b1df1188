import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { age, humanDuration, shortHumanDuration } from '../../src/api/duration.ts';

const NAMES = readFileSync(new URL('../recordings/general/names.txt', import.meta.url), 'utf8');

it('writes spans of time as the recorded clusters do', () => {
  const rows =
    NAMES.split(/^=+ 5\. duration/m)[1]
      ?.split(/^=+ 6\./m)[0]
      ?.split('\n')
      .map((line) => line.split('\t'))
      .filter((cells) => cells.length === 4) ?? [];
  expect(rows.length).toBeGreaterThan(50);
  const shown = rows.map(([, ms]) => [humanDuration(Number(ms)), shortHumanDuration(Number(ms))]);
  expect(shown).toEqual(rows.map(([, , human, short]) => [human, short]));
});

it('has no age for an object without a birthday', () => {
  expect(age(undefined, 0)).toBe('<unknown>');
  expect(age(null, 0)).toBe('<unknown>');
  expect(age('2026-11-22T04:08:22Z', Date.parse('2026-11-22T04:10:22Z'))).toBe('2m');
});
