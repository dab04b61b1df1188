/** A resource quantity: thousandths, and whether it is written with Ki, Mi ... or with m, k, M ... */
export interface Quantity {
  readonly milli: number;
  readonly binary: boolean;
}

export const ZERO: Quantity = { milli: 0, binary: false };

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const DECIMAL = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/** `100m`, `1Gi`, `2e3`; ZERO for what is none. Behaviour: apimachinery's resource.ParseQuantity. */
export function parseQuantity(text: unknown): Quantity {
  const found = /^([+-]?[0-9.]+)(m|[kMGTPE]i?|Ki|[eE][+-]?\d+)?$/.exec(String(text ?? ''));
  if (!found) return ZERO;
  const number = Number(found[1]);
  const suffix = found[2] ?? '';
  if (Number.isNaN(number)) return ZERO;
  if (/^[eE].*\d/.test(suffix)) return { milli: number * 1000 * Number(`1${suffix}`), binary: false };
  const power = BINARY.indexOf(suffix);
  if (suffix.endsWith('i')) return { milli: number * 1000 * 1024 ** power, binary: true };
  return { milli: suffix === 'm' ? number : number * 1000 * 1000 ** DECIMAL.indexOf(suffix), binary: false };
}

/** The sum, in the first one's notation unless that is zero. */
export function add(a: Quantity, b: Quantity): Quantity {
  return { milli: a.milli + b.milli, binary: a.milli === 0 ? b.binary : a.binary };
}

/** With the largest suffix that leaves a whole number. */
export function quantityText({ milli, binary }: Quantity): string {
  if (milli === 0) return '0';
  if (milli % 1000 !== 0) return `${Math.ceil(milli)}m`;
  const step = binary ? 1024 : 1000;
  let value = milli / 1000;
  let power = 0;
  while (power < 6 && value % step === 0) {
    value /= step;
    power++;
  }
  return `${value}${(binary ? BINARY : DECIMAL)[power] ?? ''}`;
}
