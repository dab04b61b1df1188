import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as yaml from 'yaml';
import { readManifest } from '../../src/manifest/read.ts';
import { plainScalar } from '../../src/manifest/yaml/plain-scalar.ts';
import { readQuickly } from '../../src/manifest/yaml/quick.ts';
import { readFully } from '../../src/manifest/yaml/read.ts';
import { splitDocuments } from '../../src/manifest/yaml/split.ts';

/** go-yaml v2's resolve for unquoted scalars. */
test.each<[string, unknown]>([
  ['y', true], ['Yes', true], ['NO', false], ['off', false], ['yEs', 'yEs'], ['null', null], ['~', null], ['', null],
  ['0', 0], ['-7', -7], ['+7', 7], ['017', 15], ['0o17', 15], ['0b101', 5], ['-0b101', -5], ['0x1f', 31], ['089', 89], ['1_0', 10],
  ['1.5', 1.5], ['1e3', 1000], ['1.', 1], ['.5', 0.5], ['1.2.3', '1.2.3'], ['10.0.0.1', '10.0.0.1'], ['.inf', '.inf'],
  ['2026-11-22', '2026-11-22'], ['12:30', '12:30'], ['80/TCP', '80/TCP'], ['-', '-'], ['1e999', '1e999'], ['True', true],
])('%s means %j', (text, value) => {
  expect(plainScalar(text)).toBe(value);
}); // prettier-ignore

const key = fc.oneof(
  fc.constantFrom('a', 'name', 'kubernetes.io/x', 'yes', '1', 'items', '$y', 'a b', "it's", '"q"', '-x', '#h', ''),
  fc.string({ maxLength: 4 }),
);
const text = fc.oneof(
  fc.constantFrom(
    'x',
    'yes',
    '012',
    'a: b',
    'a #b',
    '# c',
    '- d',
    'long words '.repeat(12),
    'two\nlines\n',
    'two\n\nlines',
    ' lead',
    'trail ',
    '\n',
    "it's",
    '"',
    '\\',
    'tab\there',
    '{a}',
    '[b',
    '*c',
    '&d',
    '!e',
    '|',
    '>',
    '%f',
    '@g',
    '~',
    'é€',
    '😀',
    'a:',
    ':a',
    '-',
    '--- x',
    '---',
  ),
  fc.string(),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, text, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('map')),
  list: fc.array(tie('value'), { maxLength: 4 }),
  map: fc.dictionary(
    key.filter((name) => name !== '__proto__'),
    tie('value'),
    { maxKeys: 5 },
  ),
})).map;

const styles = fc.record({
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 80),
  defaultStringType: fc.constantFrom<yaml.Scalar.Type[]>('PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE'),
  collectionStyle: fc.constantFrom<('any' | 'flow')[]>('any', 'any', 'flow'),
  indent: fc.constantFrom(2, 4),
});

const words = fc.constantFrom(
  'a',
  'b:',
  ' ',
  '  ',
  '- ',
  '\n',
  '\n\n',
  '\n  ',
  ': ',
  '# c',
  ' #',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '|',
  '|-',
  '|+',
  '>',
  '---\n',
  '\t',
  '\r\n',
  'yes',
  '1',
  '&x',
  '*x',
  '<<',
  '? ',
  '\\',
  '...\n',
  '!!str ',
  '\n- a: 1',
  '\n  b: 2',
  'c: "d\n  e"',
  "'f\n\n  g'",
);

/** Where the quick reader has an answer, it must be the full one's. Returns whether it had one. */
function agree(source: string): boolean {
  let quickly = false;
  for (const stretch of splitDocuments(source)) {
    const quick = readQuickly(source, stretch, 'x');
    if (!quick) continue;
    quickly = true;
    const full = readFully(yaml, source, stretch, 'x');
    expect(full, JSON.stringify(source)).toBeInstanceOf(Array);
    if (!Array.isArray(full)) continue;
    const parts = (documents: typeof quick): unknown =>
      documents.map((one) => [one.value, one.line, one.column, one.duplicates, one.positions()]);
    expect(parts(quick), JSON.stringify(source)).toEqual(parts(full));
  }
  return quickly;
}

test('the quick reader agrees with the full one on everything that can be written', () => {
  let quick = 0;
  fc.assert(
    fc.property(json, styles, (value, style) => {
      const written = yaml.stringify(value, { ...style, version: '1.1' });
      if (agree(written)) quick++;
    }),
    { numRuns: 1500 },
  );
  expect(quick).toBeGreaterThan(500);
});

test('the quick reader agrees with the full one on broken text', () => {
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 14 }).map((parts) => parts.join('')),
      (source) => {
        agree(source);
      },
    ),
    { numRuns: 4000 },
  );
});

const dump = readFileSync(join(import.meta.dirname, '../recordings/1.36/types/manifests.yaml'), 'utf8');

test('whatever a manifest is turned into, reading it ends with documents or with a UserError', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({ at: fc.nat(dump.length), drop: fc.nat(30), put: fc.oneof(words, fc.string({ maxLength: 5 })) }),
        { minLength: 1, maxLength: 5 },
      ),
      async (edits) => {
        let source = dump.slice(0, 3000);
        for (const { at, drop, put } of edits)
          source = source.slice(0, at % 3000) + put + source.slice((at % 3000) + drop);
        const { documents, error } = await readManifest(source, 'x.yaml');
        for (const document of documents) document.positions();
        expect(error === undefined || error.name === 'UserError').toBe(true);
      },
    ),
    { numRuns: 200 },
  );
});
