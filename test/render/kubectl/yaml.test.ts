import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { yamlText } from '../../../src/render/kubectl/yaml/index.ts';

const CASES: readonly (readonly [unknown, string])[] = [
  [{ b: 1, a: 'x' }, 'a: x\nb: 1\n'],
  [{ ports: [{ port: 80, name: '80' }] }, 'ports:\n- name: "80"\n  port: 80\n'],
  [{ a: {}, b: [], c: null, d: true, e: undefined }, 'a: {}\nb: []\nc: null\nd: true\n'],
  [{ a: [[1, [2]], []] }, 'a:\n- - 1\n  - - 2\n- []\n'],
  [{ 'y': 'on', '1': 'null' }, '"1": "null"\n"y": "on"\n'],
  [{ a: 'a: b', b: '#x', c: '@', d: "it's #1", e: '- x', f: '-x', g: ':x' }, "a: 'a: b'\nb: '#x'\nc: '@'\nd: 'it''s #1'\ne: '- x'\nf: -x\ng: :x\n"],
  [{ a: '2026-11-22T04:41:07Z', b: '10.96.0.1', c: '1e3', d: '0x1f', e: '010', f: '1:30', g: '1.2' }, 'a: "2026-11-22T04:41:07Z"\nb: 10.96.0.1\nc: "1e3"\nd: "0x1f"\ne: "010"\nf: "1:30"\ng: "1.2"\n'],
  [{ a: 'one\ntwo\n', b: 'one\ntwo', c: 'one\n\n', d: ' x\ny' }, 'a: |\n  one\n  two\nb: |-\n  one\n  two\nc: |+\n  one\n\nd: |2-\n   x\n  y\n'],
  [{ a: ' x', b: 'x ', c: '\t', d: '' }, "a: ' x'\nb: 'x '\nc: \"\\t\"\nd: \"\"\n"],
  ['plain', 'plain\n'],
  [[], '[]\n'],
  [{ a: 'trailing blank \nx' }, 'a: "trailing blank \\nx"\n'],
]; // prettier-ignore

test.each(CASES)('%j', (value, text) => {
  expect(yamlText(value)).toBe(text);
});

test('numbers in keys sort by value, other characters before letters', () => {
  const keys = ['port-10', 'port-2', 'a.b', 'ab', 'kubernetes.io/x', 'kubernetes-x', 'A', 'a'];
  const text = yamlText(Object.fromEntries(keys.map((key) => [key, 1])));
  expect(text.split('\n').map((line) => line.split(':')[0])).toEqual([
    'A', 'a', 'a.b', 'ab', 'kubernetes-x', 'kubernetes.io/x', 'port-2', 'port-10', '',
  ]); // prettier-ignore
});

test('a long line is broken at the first blank beyond column 80', () => {
  const words = 'word '.repeat(30).trim();
  const lines = yamlText({ message: words }).trimEnd().split('\n');
  expect(lines.length).toBe(2);
  expect(lines[0]?.length).toBeGreaterThan(80);
  expect(lines[0]?.length).toBeLessThan(86);
  expect(lines[1]?.startsWith('  word')).toBe(true);
});

/** The yaml package takes a lone dot for a number; go-yaml, whose rules count here, takes it for text and prints it plain. */
const LONE_DOT = /^[-+]?\._*$/;

const text = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: fc.constantFrom(...' \n\t:#-?"\'\\{}[],&*!|>%@`ab0.~'), maxLength: 200 }),
    fc.array(fc.constantFrom('word', ':', "it's", '#', '0', ''), { maxLength: 60 }).map((words) => words.join(' ')),
    fc.constantFrom('yes', 'NO', '~', '0x', '1_000', '12:30:45', '2001-1-1', '.5', '-', '---', '=', '\u0085', '\ufeff'),
  )
  .filter((one) => !LONE_DOT.test(one));
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4 }),
  ),
})).value;

test('what is printed reads back as the same value', () => {
  fc.assert(
    fc.property(json, (value) => {
      const wanted = JSON.parse(
        JSON.stringify(value, (_, item: unknown) => (Object.is(item, -0) ? 0 : item)),
      ) as unknown;
      const read = parse(yamlText(wanted), { version: '1.1', schema: 'yaml-1.1', stringKeys: true }) as unknown;
      expect(JSON.parse(JSON.stringify(read))).toEqual(wanted);
    }),
    { numRuns: 400 },
  );
});
