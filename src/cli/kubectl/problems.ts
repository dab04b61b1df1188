import type { CommandContext } from '../command.ts';
import { Exit, failureOf } from '../failure.ts';

/**
 * Prints problems one after another, as kubectl does where it goes on after an error, and ends the command with the first
 * one's exit code. Returns if there are none.
 */
export function report(context: CommandContext, problems: readonly unknown[]): void {
  let code = 0;
  for (const problem of problems) {
    const failure = failureOf(problem, context.io);
    context.io.err(failure.text);
    code ||= failure.code;
  }
  if (code !== 0) throw new Exit(code);
}

/** kubectl's warnings go to stderr, each once. */
export function warn(context: CommandContext, message: string): void {
  context.io.err(`Warning: ${message}\n`);
}
