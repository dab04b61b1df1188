import fc from 'fast-check';
import { expect, it } from 'vitest';
import { goSort } from '../../../src/render/kubectl/go-sort.ts';

function sorted(list: readonly number[]): number[] {
  const copy = [...list];
  goSort(copy, (a, b) => a < b);
  return copy;
}

it('sorts lists of any length and shape', () => {
  const shapes = fc.oneof(
    fc.array(fc.integer(), { maxLength: 300 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 300 }),
    fc.array(fc.integer(), { maxLength: 300 }).map((list) => list.sort((a, b) => b - a)),
  );
  fc.assert(
    fc.property(shapes, (list) => {
      expect(sorted(list)).toEqual([...list].sort((a, b) => a - b));
    }),
  );
});

/** As Go's sort.Sort leaves `len` elements that are all equal. */
it.each([
  [12, '0 1 2 3 4 5 6 7 8 9 10 11'],
  [13, '0 1 2 3 4 5 6 7 8 9 10 11 12'],
])('leaves %i equal elements as Go does', (length, expected) => {
  const list = Array.from({ length }, (_, i) => i);
  goSort(list, () => false);
  expect(list.join(' ')).toBe(expected);
});

it('lets a comparison that contradicts itself have its way', () => {
  // What lacks the field is less than all, even than its like: the last one comes first.
  const list = [undefined, 2, undefined, 1];
  const places = list.map((value, place) => ({ value, place }));
  goSort(places, (a, b) => a.value === undefined || (b.value !== undefined && a.value < b.value));
  expect(places.map(({ place }) => place)).toEqual([2, 0, 3, 1]);
});
