import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GrowingList } from '../../src/cluster/growing-list.ts';

test('lists that grow from any of the earlier ones are what arrays would be, and tell what is behind each', () => {
  const growth = fc.record({ from: fc.nat(20), more: fc.array(fc.nat(2), { maxLength: 3 }) });
  fc.assert(
    fc.property(fc.array(fc.nat(2), { maxLength: 4 }), fc.array(growth, { maxLength: 12 }), (first, steps) => {
      const all = [{ list: GrowingList.of(first), plain: first }];
      for (const { from, more } of steps) {
        const { list, plain } = all[from % all.length] ?? { list: GrowingList.of<number>([]), plain: [] };
        all.push({ list: list.with(more), plain: [...plain, ...more] });
      }
      for (const { list, plain } of all) {
        expect([...list]).toEqual(plain);
        expect(list).toHaveLength(plain.length);
        for (const other of all) {
          const begins = other.plain.every((item, i) => item === plain[i]);
          expect(list.behind(other.list)).toEqual(begins ? plain.slice(other.plain.length) : undefined);
        }
      }
    }),
  );
});
