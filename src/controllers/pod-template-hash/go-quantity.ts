import { quantityOf, quantityText } from '../../api/quantity.ts';

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const LARGEST = 9_223_372_036_854_775_807n;

/**
 * How Go's spew prints the Quantity that the API server read back from its storage: quantities are stored in their canonical
 * form, so `0.5` is dumped as `500m`, and only some forms keep their text (resource.ParseQuantity).
 */
export function quantityDump(value: unknown): string {
  const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '0';
  const quantity = quantityOf(text);
  const canonical = quantity ? quantityText(quantity) : text;
  const { amount, scale, format, kept } = parsed(canonical);
  const digits = `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${scale}}`;
  return `${digits} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${kept} Format:(resource.Format)${format}}`;
}

/** What ParseQuantity makes of a canonical text: its fast path, which keeps the text only where it need not be made again. */
function parsed(canonical: string): { amount: bigint; scale: number; format: string; kept: string } {
  if (canonical === '0') return { amount: 0n, scale: 0, format: 'DecimalSI', kept: '0' };
  const [, digits = '0', suffix = ''] = /^(-?\d+)(.*)$/.exec(canonical) ?? [];
  const value = BigInt(digits);
  const power = BINARY.indexOf(suffix);
  if (power > 0) {
    const product = value * 1024n ** BigInt(power);
    const amount = product > LARGEST ? LARGEST : product;
    return { amount, scale: 0, format: 'BinarySI', kept: (value & 7n) !== 0n ? canonical : '' };
  }
  const exponent = DECIMAL[suffix] ?? Number(suffix.slice(1));
  const kept = exponent % 3 === 0 && !digits.endsWith('000') ? canonical : '';
  return { amount: value, scale: exponent, format: suffix in DECIMAL ? 'DecimalSI' : 'DecimalExponent', kept };
}
