import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { UserError } from '../net/user-error.ts';

/** Nothing that people hand to a command is longer; what a device like /dev/zero gives never ends. */
const LONGEST_FILE = 512 * 1024 * 1024;
/** Standard input longer than this is refused: no manifest is. */
const STDIN_LIMIT = 256 * 1024 * 1024;

/** The bytes of a file, a pipe or a device. Throws the file system's error, and UserError where there is no end to them. */
export function readBytes(path: string): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const found = fstatSync(descriptor);
    if (!found.isFile()) return readAll(descriptor, LONGEST_FILE, () => tooLong(path, LONGEST_FILE));
    if (found.size > LONGEST_FILE) throw tooLong(path, LONGEST_FILE);
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** As `readBytes`, as text. */
export function readText(path: string): string {
  return readBytes(path).toString('utf8');
}

/** All of standard input. */
export function readStandardInput(): string {
  try {
    return readAll(0, STDIN_LIMIT, () => tooLong('standard input', STDIN_LIMIT)).toString('utf8');
  } catch (problem) {
    if (problem instanceof UserError) throw problem;
    throw new UserError(`cannot read standard input: ${(problem as NodeJS.ErrnoException).code ?? String(problem)}`);
  }
}

function readAll(descriptor: number, limit: number, refuse: () => UserError): Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(65536);
    const got = readSome(descriptor, chunk);
    if (got === 0) return Buffer.concat(chunks);
    size += got;
    if (size > limit) throw refuse();
    chunks.push(chunk.subarray(0, got));
  }
}

function readSome(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (problem) {
      const { code } = problem as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw problem;
      pause();
    }
  }
}

function tooLong(what: string, limit: number): UserError {
  return new UserError(`${what} is too large for a manifest (more than ${limit / 1024 / 1024} MiB)`);
}

/** Waits a moment for the other end of a pipe. */
export function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
