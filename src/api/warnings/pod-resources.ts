import { fields, goQuote, type Fields } from '../go-value.ts';
import { quantityOf, quantityText } from '../quantity.ts';

const WHOLE_BYTES = ['memory', 'ephemeral-storage'];

/** Parts of a byte in resource lists (`limits`, `requests`, `overhead`), which stand under their names below `path`. */
export function fractionWarnings(lists: Fields, path: string): string[] {
  return WHOLE_BYTES.flatMap((resource) =>
    Object.entries(lists).flatMap(([name, list]) => {
      const amount = quantityOf(fields(list)[resource]);
      if (!amount || amount.digits % 10n ** BigInt(amount.scale) === 0n) return [];
      const shown = goQuote(quantityText(amount));
      return [`${path}.${name}[${resource}]: fractional byte value ${shown} is invalid, must be an integer`];
    }),
  );
}
