import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyServerSide } from '../../../src/cluster/server-side-apply/index.ts';
import { FieldSet } from '../../../src/cluster/server-side-apply/field-set.ts';
import { begin, configMap, refusal } from '../support.ts';

const data = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'), { minKeys: 1 });
const manager = fc.constantFrom('one', 'two', 'three');

/** A configuration that says nothing but whose it is. */
const NOTHING = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } };

const dataOf = (object: Record<string, unknown>): Record<string, string> =>
  (object['data'] ?? {}) as Record<string, string>;

test('applying twice is applying once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(manager, data), { minLength: 1, maxLength: 5 }), (steps) => {
      const tx = begin();
      for (const [name, values] of steps) {
        const config = configMap('c', values);
        const { object } = applyServerSide(tx, config, { manager: name, force: true });
        expect(applyServerSide(tx, config, { manager: name })).toEqual({ object, outcome: 'unchanged' });
      }
    }),
    { numRuns: 60 },
  );
});

test('what one manager applied and nobody else touched comes out as applied', () => {
  fc.assert(
    fc.property(fc.array(data, { minLength: 1, maxLength: 5 }), (steps) => {
      const tx = begin();
      for (const values of steps) {
        const { object } = applyServerSide(tx, configMap('c', values), { manager: 'one' });
        expect(dataOf(object)).toEqual(values);
      }
    }),
    { numRuns: 60 },
  );
});

test('force wins; without it nothing changes where others would lose', () => {
  fc.assert(
    fc.property(data, data, (first, second) => {
      const tx = begin();
      applyServerSide(tx, configMap('c', first), { manager: 'one' });
      const lost = Object.keys(second).filter((key) => first[key] !== undefined && first[key] !== second[key]);
      if (lost.length > 0) {
        const error = refusal(() => applyServerSide(tx, configMap('c', second), { manager: 'two' }));
        expect(error.details.causes?.map(({ field }) => field)).toEqual(lost.sort().map((key) => `.data.${key}`));
      }
      const { object } = applyServerSide(tx, configMap('c', second), { manager: 'two', force: true });
      expect(dataOf(object)).toEqual({ ...first, ...second });
    }),
    { numRuns: 60 },
  );
});

test('a manager that applies nothing any more takes nothing but its own away', () => {
  fc.assert(
    fc.property(data, data, (first, second) => {
      const tx = begin();
      applyServerSide(tx, configMap('c', first), { manager: 'one' });
      applyServerSide(tx, configMap('c', second), { manager: 'two', force: true });
      const { object } = applyServerSide(tx, NOTHING, { manager: 'one' });
      expect(dataOf(object)).toEqual(second);
    }),
    { numRuns: 60 },
  );
});

const path = fc.array(fc.constantFrom('f:a', 'f:b', 'k:{"port":80}', 'v:"x"', 'i:0'), { minLength: 1, maxLength: 4 });
const set = fc.array(path, { maxLength: 8 }).map((paths) => FieldSet.of(...paths));
const texts = (fields: FieldSet | undefined): string[] =>
  [...(fields?.paths() ?? [])].map((one) => one.join(' ')).sort();

test('sets of fields: written and read back, joined, cut and taken apart', () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      expect(texts(FieldSet.fromJson(a.toJson()))).toEqual(texts(a));
      const [left, right] = [texts(a), texts(b)];
      expect(texts(a.union(b))).toEqual([...new Set([...left, ...right])].sort());
      expect(texts(a.intersection(b))).toEqual(left.filter((one) => right.includes(one)));
      expect(texts(a.difference(b))).toEqual(left.filter((one) => !right.includes(one)));
      expect(a.difference(a).isEmpty()).toBe(true);
      const below = (one: string): boolean => right.some((other) => one === other || one.startsWith(`${other} `));
      expect(texts(a.without(b))).toEqual(left.filter((one) => !below(one)));
    }),
  );
});
