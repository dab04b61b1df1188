import type { Run } from '../command.ts';
import { candidates } from '../complete.ts';

/** cobra's protocol: one candidate a line, then `:4` (no file names) or `:0` (the shell may offer files). Never fails. */
export const run: Run = async (context) => {
  let found: string[] = [];
  try {
    found = await candidates(context, context.args);
  } catch {
    // A half-typed line is no occasion for an error message.
  }
  context.io.out(`${found.map((word) => `${word}\n`).join('')}:${found.length > 0 ? 4 : 0}\n`);
};
