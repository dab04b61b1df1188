import { StatusError } from '../../cluster/status-error.ts';
import type { ManifestDocument } from '../../manifest/document.ts';
import type { CommandContext } from '../command.ts';
import { Exit, failureOf, failuresOf } from '../failure.ts';
import { refusedPlaces } from './refused-fields.ts';

/**
 * Prints problems one after another, as kubectl does where it goes on after an error, and ends the command with an exit
 * code. Returns if there are none.
 */
export function report(context: CommandContext, problems: readonly unknown[]): void {
  const [first] = problems;
  if (problems.length === 0) return;
  const { text, code } = problems.length === 1 ? failureOf(first, context.io) : failuresOf(problems, context.io);
  context.io.err(text);
  throw new Exit(code);
}

/** kubectl's warnings go to stderr. */
export function warn(context: CommandContext, message: string): void {
  context.io.err(`Warning: ${message}\n`);
}

/** What a refusal is about: the file, and the document in it where that is known. */
interface Source {
  readonly file: string;
  readonly document?: ManifestDocument;
}

/**
 * `error when creating "web.yaml": ...` around a refusal, with the lines of the fields it is about; whatever else went wrong
 * stays as it is.
 */
export function withSource(verb: string, source: Source, problem: unknown): unknown {
  return wrapped(problem, source, (message) => `error when ${verb} ${JSON.stringify(source.file)}: ${message}`);
}

/** A StatusError with other words and the lines it is about; whatever else went wrong stays as it is. */
export function wrapped(problem: unknown, { document }: Source, words: (message: string) => string): unknown {
  if (!(problem instanceof Error) || problem.name !== 'StatusError') return problem;
  const refusal = problem as StatusError;
  const { code, reason, message, details, hint } = refusal;
  const hints = [document && refusedPlaces(document, refusal), hint].filter((line) => line !== undefined);
  return new StatusError(code, reason, words(message), details, hints.length > 0 ? hints.join('\n') : undefined);
}

/** Runs `work` for each item; a refusal ends neither the others nor what was done before. Returns what went wrong. */
export function each<Item>(items: readonly Item[], work: (item: Item) => void): unknown[] {
  const problems: unknown[] = [];
  for (const item of items) {
    try {
      work(item);
    } catch (problem) {
      const { name } = problem as { name?: unknown };
      if (name !== 'StatusError' && name !== 'UserError') throw problem;
      problems.push(problem);
    }
  }
  return problems;
}
