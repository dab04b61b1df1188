import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween, LayeredMap } from '../../src/cluster/layered-map.ts';

const STEP = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key: fc.nat(12), value: fc.nat(3) }),
  fc.record({ do: fc.constant('delete' as const), key: fc.nat(12), value: fc.constant(0) }),
  fc.record({ do: fc.constant('next' as const), key: fc.constant(0), value: fc.constant(0) }),
);
const BASE = fc.uniqueArray(fc.tuple(fc.nat(12), fc.nat(3)), { selector: ([key]) => key });

/** Every stage of a map's history, as it is and as a plain Map would have it. */
function stages(base: [number, number][], steps: readonly { do: string; key: number; value: number }[]) {
  const plain = new Map(base);
  let map = LayeredMap.from(new Map(base));
  const found: { map: ReadonlyMap<number, number>; plain: Map<number, number> }[] = [];
  for (const { do: what, key, value } of steps) {
    if (what === 'set') {
      map.set(key, value);
      plain.set(key, value);
    } else if (what === 'delete') expect(map.delete(key)).toBe(plain.delete(key));
    else {
      found.push({ map, plain: new Map(plain) });
      map = LayeredMap.from(map);
    }
  }
  return [...found, { map, plain }];
}

test('a layered map is a Map, in every stage of its history', () => {
  fc.assert(
    fc.property(BASE, fc.array(STEP, { maxLength: 40 }), (base, steps) => {
      for (const { map, plain } of stages(base, steps)) {
        expect([...map]).toEqual([...plain]);
        expect([...map.keys()]).toEqual([...plain.keys()]);
        expect([...map.values()]).toEqual([...plain.values()]);
        expect(map.size).toBe(plain.size);
        for (let key = 0; key <= 12; key++) {
          expect(map.get(key)).toBe(plain.get(key));
          expect(map.has(key)).toBe(plain.has(key));
        }
      }
    }),
  );
});

test('the changes between any two stages lead from one to the other, order included', () => {
  fc.assert(
    fc.property(BASE, fc.array(STEP, { maxLength: 40 }), BASE, (base, steps, other) => {
      const all = [...stages(base, steps).map(({ map }) => map), new Map(base), new Map(other)];
      for (const before of all) {
        for (const after of all) {
          const changes = changesBetween(before, after);
          const made = new Map(before);
          for (const change of changes) {
            expect(change.before).toBe(before.get(change.key));
            expect(change.after).toBe(after.get(change.key));
            if (change.moved || change.after === undefined) made.delete(change.key);
          }
          for (const { key, after: value } of changes) if (value !== undefined) made.set(key, value);
          expect([...made]).toEqual([...after]);
        }
      }
    }),
  );
});

test('a map with many layers loses them when another comes of it; whoever walks over it then is not disturbed', () => {
  const map = LayeredMap.from(new Map([[-1, -1], [-2, -2]])); // prettier-ignore
  map.delete(-1);
  for (let i = 0; i < 300; i++) map.set(i, i);
  const walk = map.entries();
  walk.next();
  const next = LayeredMap.from(map).set(300, 300);
  expect([...walk]).toHaveLength(300);
  expect([...map.keys()]).toEqual([-2, ...Array.from({ length: 300 }, (_, i) => i)]);
  expect(changesBetween(map, next)).toEqual([{ key: 300, before: undefined, after: 300, moved: false }]);
});

test('a thick layer becomes a map of its own, and stays equal', () => {
  const plain = new Map<number, number>();
  let map: ReadonlyMap<number, number> = new Map();
  for (let i = 0; i < 700; i++) {
    const before = map;
    map = LayeredMap.from(map).set(i, i);
    plain.set(i, i);
    expect(changesBetween(before, map)).toEqual([{ key: i, before: undefined, after: i, moved: false }]);
  }
  expect([...map]).toEqual([...plain]);
});
