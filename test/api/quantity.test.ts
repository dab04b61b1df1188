import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  compareQuantities,
  parseQuantity,
  quantityOf,
  quantityText,
  QUANTITY_FORMAT_MESSAGE,
} from '../../src/api/quantity.ts';

it.each([
  ['1', '1'],
  ['1000m', '1'],
  ['0.5', '500m'],
  ['1.5Gi', '1536Mi'],
  ['1024Ki', '1Mi'],
  ['100Ki', '100Ki'],
  ['0.1Gi', '107374182400m'],
  ['1e3', '1e3'],
  ['12E6', '12e6'],
  ['1000k', '1M'],
  ['1023', '1023'],
  ['0', '0'],
  ['-1', '-1'],
  ['1n', '1n'],
  ['0.0000000001', '1n'],
  ['.5', '500m'],
])('%s is kept as %s', (written, kept) => {
  const quantity = quantityOf(written);
  expect(quantity && quantityText(quantity)).toBe(kept);
});

it.each(['1Gig', '', ' 1', 'one', '--1', '1 Gi'])('%j is no quantity', (written) => {
  expect(parseQuantity(written)).toBe(QUANTITY_FORMAT_MESSAGE);
});

it('says when only the suffix is wrong', () => {
  expect(parseQuantity('1KM')).toBe("unable to parse quantity's suffix");
});

it('compares amounts, not spellings', () => {
  const unit = fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi');
  const written = fc.tuple(fc.integer({ min: -5000, max: 5000 }), unit);
  const factor: Record<string, number> = { '': 1, m: 0.001, k: 1e3, M: 1e6, Ki: 1024, Mi: 1024 * 1024 };
  fc.assert(
    fc.property(written, written, ([a, ua], [b, ub]) => {
      const [one, other] = [quantityOf(`${a}${ua}`), quantityOf(`${b}${ub}`)];
      if (!one || !other) throw new Error('not read');
      const difference = Math.round(a * (factor[ua] ?? 0) * 1000) - Math.round(b * (factor[ub] ?? 0) * 1000);
      expect(compareQuantities(one, other)).toBe(Math.sign(difference));
      expect(compareQuantities(one, quantityOf(quantityText(one)) ?? other)).toBe(0);
    }),
  );
});
