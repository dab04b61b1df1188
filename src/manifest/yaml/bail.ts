/** Thrown where the quick reader meets something it does not know for certain: the full reader then decides. */
export class Bail extends Error {
  override readonly name = 'Bail';
}

const BAIL = new Bail('left to the full reader');

/** One instance, without a fresh stack: it is an answer, not a fault. */
export function bail(): never {
  throw BAIL;
}
