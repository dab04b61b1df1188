import type { Variable } from '../../discovery/env/service-variables.ts';
import { printable } from './printable.ts';

/** `NAME=value` lines, as env prints them. */
export function environmentText(variables: readonly Variable[]): string {
  return variables.map(({ name, value }) => `${printable(name)}=${printable(value)}\n`).join('');
}
