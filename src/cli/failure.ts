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
    case 'JsonPathError':
    case 'TemplateError':
      return { text: `error: ${message}\n`, code: 1 };
    case 'UserError':
    case 'StateError':
      return { text: `error: ${message}\n${hint}`, code: numberOf(problem, 'exitCode', 2) };
    case 'ManifestError':
      return { text: `error: ${message}\n${hint}`, code: numberOf(problem, 'exitCode', 1) };
    default: {
      const stack = io.env['KUBESIM_DEBUG'] && problem instanceof Error ? `${problem.stack ?? ''}\n` : '';
      const next = 'This is a bug in kubesim. KUBESIM_DEBUG=1 shows where it happened.';
      return { text: `kubesim: internal error: ${name}: ${message}\n${stack}${next}\n`, code: 70 };
    }
  }
}

/** `The Service "web" is invalid: ...`, several causes as a list; else `Error from server (NotFound): ...`. */
export function statusText(problem: unknown, message: string): string {
  const status = problem as {
    reason?: string;
    details?: { kind?: string; name?: string; causes?: readonly unknown[] };
  };
  if (status.reason === 'Invalid') return invalidText(status.details, message);
  return `Error from server${status.reason ? ` (${status.reason})` : ''}: ${message}`;
}

function invalidText(
  details: { kind?: string; name?: string; causes?: readonly unknown[] } | undefined,
  message: string,
): string {
  const causes = (details?.causes ?? []) as readonly { field?: string; message?: string }[];
  const lines = causes.map(({ field, message: said }) => (field ? `${field}: ${said ?? ''}` : (said ?? '')));
  const head = `The ${details?.kind ?? ''} "${details?.name ?? ''}" is invalid`;
  if (lines.length === 0) return details?.kind ? `${head}: ${message}` : `The request is invalid: ${message}`;
  if (lines.length === 1) return `${head}: ${lines[0] ?? ''}`;
  return `${head}: \n${lines.map((line) => `* ${line}`).join('\n')}`;
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
