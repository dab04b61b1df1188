import { invalidText } from '../api/invalid-text.ts';
import type { Io } from './command.ts';

/** What to say, and the exit code. */
export interface Failure {
  readonly text: string;
  readonly code: number;
}

/** A command that already said what was wrong: only the exit code is left. */
export class Exit extends Error {
  override readonly name = 'Exit';

  constructor(readonly exitCode: number) {
    super(`exit ${exitCode}`);
  }
}

/**
 * kubectl's words for a problem. Recognised by name: a class may exist once in each bundle.
 * `StatusError` as kubectl's StandardErrorMessage has it; UserError as `error: ...`; whatever is left is our own bug (70).
 */
export function failureOf(problem: unknown, io: Io): Failure {
  const { name, message } = named(problem);
  const hint = hintOf(problem);
  switch (name) {
    case 'Exit':
      return { text: '', code: numberOf(problem, 'exitCode', 1) };
    case 'StatusError':
      return { text: `${statusText(problem, message)}\n${hint}`, code: 1 };
    case 'PlainError':
      return { text: `${message}\n`, code: numberOf(problem, 'exitCode', 1) };
    case 'JsonPathError':
    case 'TemplateError':
      return { text: `error: ${message}\n`, code: 1 };
    case 'UserError':
    case 'StateError':
      return { text: `error: ${message}\n${hint}`, code: numberOf(problem, 'exitCode', 2) };
    case 'ManifestError':
      return { text: `error: ${message}\n${hint}`, code: numberOf(problem, 'exitCode', 1) };
    default: {
      if (isSystemError(problem)) return { text: `error: ${message}\n`, code: 2 };
      const stack = io.env['KUBESIM_DEBUG'] && problem instanceof Error ? `${problem.stack ?? ''}\n` : '';
      const next = 'This is a bug in kubesim. KUBESIM_DEBUG=1 shows where it happened.';
      return { text: `kubesim: internal error: ${name}: ${message}\n${stack}${next}\n`, code: 70 };
    }
  }
}

/** Several problems of one command: one after another, without kubectl's `error: ` before each. */
export function failuresOf(problems: readonly unknown[], io: Io): Failure {
  const failures = problems.map((problem) => {
    const { name, message } = named(problem);
    if (name === 'StatusError') {
      const { reason } = problem as { reason?: string };
      return { text: `Error from server${reason ? ` (${reason})` : ''}: ${message}\n`, code: 1 };
    }
    const failure = failureOf(problem, io);
    return { ...failure, text: failure.text.replace(/^error: /, '') };
  });
  const code = failures.find((failure) => failure.code !== 0)?.code ?? 1;
  const hints = problems.filter((problem) => named(problem).name === 'StatusError').map(hintOf);
  return { text: [...failures.map(({ text }) => text), ...hints].join(''), code };
}

/** `The Service "web" is invalid: ...`, several causes as a list; else `Error from server (NotFound): ...`. */
export function statusText(problem: unknown, message: string): string {
  const status = problem as { reason?: string; details?: Parameters<typeof invalidText>[0] };
  if (status.reason === 'Invalid') {
    return status.details?.kind ? invalidText(status.details) : `The request is invalid: ${message}`;
  }
  return `Error from server${status.reason ? ` (${status.reason})` : ''}: ${message}`;
}

/** The file system or the network said no (`EIO: i/o error, read`): the surroundings are at fault, not kubesim. */
function isSystemError(problem: unknown): boolean {
  return problem instanceof Error && 'syscall' in problem && 'errno' in problem && 'code' in problem;
}

function named(problem: unknown): { name: string; message: string } {
  if (problem instanceof Error) return problem;
  if (typeof problem === 'object' && problem !== null && 'name' in problem && 'message' in problem) {
    return { name: String(problem.name), message: String(problem.message) };
  }
  return { name: 'Error', message: String(problem) };
}

function hintOf(problem: unknown): string {
  const hint = (problem as { hint?: unknown } | null | undefined)?.hint;
  return typeof hint === 'string' ? `${hint}\n` : '';
}

function numberOf(problem: unknown, field: string, otherwise: number): number {
  const value = (problem as Record<string, unknown>)[field];
  return typeof value === 'number' ? value : otherwise;
}
