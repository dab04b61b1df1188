import fc from 'fast-check';
import { expect, test } from 'vitest';
import { safeText } from '../../src/cli/safe-text.ts';

test.each([
  ['plain\ttext\r\n', true, 'plain\ttext\r\n'],
  ['\u001b[31mred\u001b[39m', true, '\u001b[31mred\u001b[39m'],
  ['\u001b[31mred\u001b[39m', false, '^[[31mred^[[39m'],
  ['\u001b[38;5;8mgrey', true, '\u001b[38;5;8mgrey'],
  ['\u001b[8mhidden', true, '^[[8mhidden'],
  ['\u001b]0;title\u0007\u001b[2J', true, '^[]0;title\\u0007^[[2J'],
  ['\u009b31mC1', true, '\\u009b31mC1'],
  ['good\rbad', true, 'good\\rbad'],
  ['Grüße ✓ 日本', true, 'Grüße ✓ 日本'],
])('%j with colours %s is %j', (text, colours, safe) => {
  expect(safeText(text, colours)).toBe(safe);
});

test('whatever comes in, nothing comes out that a terminal obeys', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u001b', '\u001b[', 'm', '\u009b', '\r', '2J', ';'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      // oxlint-disable-next-line no-control-regex
      expect(safeText(pieces.join(''), false)).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)/);
    }),
  );
});
