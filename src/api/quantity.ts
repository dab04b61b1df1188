/** An exact decimal number: `digits` × 10^-`scale`. */
export interface Quantity {
  readonly digits: bigint;
  readonly scale: number;
  readonly format: 'DecimalSI' | 'BinarySI' | 'DecimalExponent';
}

const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };
/** Anything smaller is rounded up, as upstream does. */
const SMALLEST_SCALE = 9;
const LONGEST = 64;

export const QUANTITY_FORMAT_MESSAGE =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_MESSAGE = "unable to parse quantity's suffix";
const NUMBER_MESSAGE = 'unable to parse numeric part of quantity';

/** The amount written in `text` (`500m`, `1Gi`, `2e3`), or upstream's message for why it is none. */
export function parseQuantity(text: string): Quantity | string {
  const match = /^([+-]?)([0-9]*)(\.[0-9]*)?([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text);
  if (!match || text === '' || text.length > LONGEST) return QUANTITY_FORMAT_MESSAGE;
  const [, sign = '', whole = '', point = '', suffix = ''] = match;
  if (whole === '' && point.length < 2) return point === '' ? QUANTITY_FORMAT_MESSAGE : NUMBER_MESSAGE;
  const fraction = point.slice(1);
  const digits = BigInt(`${whole}${fraction}` || '0') * (sign === '-' ? -1n : 1n);
  const scaled = withSuffix(digits, fraction.length, suffix);
  return scaled ? rounded(scaled) : SUFFIX_MESSAGE;
}

function withSuffix(digits: bigint, scale: number, suffix: string): Quantity | undefined {
  const binary = Object.hasOwn(BINARY, suffix) ? BINARY[suffix] : undefined;
  if (binary !== undefined) return { digits: digits << BigInt(binary), scale, format: 'BinarySI' };
  const decimal = Object.hasOwn(DECIMAL, suffix) ? DECIMAL[suffix] : undefined;
  if (decimal !== undefined) return { digits, scale: scale - decimal, format: 'DecimalSI' };
  const exponent = /^[eE]([-+]?[0-9]{1,3})$/.exec(suffix);
  if (!exponent) return undefined;
  return { digits, scale: scale - Number(exponent[1]), format: 'DecimalExponent' };
}

function rounded(quantity: Quantity): Quantity {
  if (quantity.scale < 0) {
    return { ...quantity, digits: quantity.digits * 10n ** BigInt(-quantity.scale), scale: 0 };
  }
  if (quantity.scale <= SMALLEST_SCALE) return quantity;
  const divisor = 10n ** BigInt(quantity.scale - SMALLEST_SCALE);
  const cut = quantity.digits / divisor;
  const rest = quantity.digits % divisor;
  return { ...quantity, digits: rest > 0n ? cut + 1n : rest < 0n ? cut - 1n : cut, scale: SMALLEST_SCALE };
}

/** Below zero, zero or above, as `a` is less than, equal to or more than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = a.digits * 10n ** BigInt(scale - a.scale) - b.digits * 10n ** BigInt(scale - b.scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The canonical spelling that the API server answers with: no fraction, the largest suffix that loses nothing. */
export function quantityText(quantity: Quantity): string {
  if (quantity.digits === 0n) return '0';
  return (quantity.format === 'BinarySI' ? binaryText(quantity) : undefined) ?? decimalText(quantity);
}

function binaryText({ digits, scale }: Quantity): string | undefined {
  const unit = 10n ** BigInt(scale);
  if (digits % unit !== 0n) return undefined;
  let amount = digits / unit;
  if ((amount < 0n ? -amount : amount) < 1024n) return undefined;
  let suffix = '';
  for (const next of Object.keys(BINARY)) {
    if (amount % 1024n !== 0n) break;
    amount /= 1024n;
    suffix = next;
  }
  return `${amount}${suffix}`;
}

function decimalText({ digits, scale, format }: Quantity): string {
  let amount = digits;
  let exponent = -scale;
  while (amount % 10n === 0n) {
    amount /= 10n;
    exponent += 1;
  }
  while (exponent % 3 !== 0 || exponent > 18) {
    amount *= 10n;
    exponent -= 1;
  }
  if (exponent === 0) return `${amount}`;
  if (format === 'DecimalExponent') return `${amount}e${exponent}`;
  const suffix = Object.keys(DECIMAL).find((name) => DECIMAL[name] === exponent) ?? '';
  return `${amount}${suffix}`;
}

/** The amount of a resource list entry; numbers are read as Go's decoder reads them. Undefined if it is none. */
export function quantityOf(value: unknown): Quantity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const parsed = parseQuantity(String(value));
  return typeof parsed === 'string' ? undefined : parsed;
}

/** The sum, in the notation of `a` unless that is zero: upstream's Quantity.Add. */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  const scale = Math.max(a.scale, b.scale);
  const at = ({ digits, scale: own }: Quantity): bigint => digits * 10n ** BigInt(scale - own);
  return { digits: at(a) + at(b), scale, format: a.digits === 0n ? b.format : a.format };
}

/** How many units of 10^-`scale` it takes, rounded up: upstream's Quantity.Value (0) and MilliValue (3). */
export function wholeUnits(quantity: Quantity, scale: 0 | 3 = 0): bigint {
  if (scale >= quantity.scale) return quantity.digits * 10n ** BigInt(scale - quantity.scale);
  const unit = 10n ** BigInt(quantity.scale - scale);
  const rest = quantity.digits % unit;
  return quantity.digits / unit + (rest > 0n ? 1n : 0n);
}
