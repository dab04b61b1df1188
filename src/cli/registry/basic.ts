import type { Command } from '../command.ts';
import { APPLY } from './apply.ts';
import { CREATE } from './create.ts';
import { DEBUG } from './debug.ts';
import { DELETE } from './delete.ts';
import { LABEL } from './label.ts';
import { READ } from './read.ts';
import { ROLLOUT } from './rollout.ts';
import { SET } from './set.ts';
import { START } from './start.ts';

const get = READ.filter(({ name }) => name !== 'describe');
const describe = READ.filter(({ name }) => name === 'describe');

/** kubectl's own commands in kubectl's order, in which suggestions are made. */
export const BASIC: readonly Command[] = [
  ...CREATE,
  ...START,
  ...SET,
  ...get,
  ...DELETE,
  ...ROLLOUT,
  ...describe,
  ...DEBUG,
  ...APPLY,
  ...LABEL,
];
