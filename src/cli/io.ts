import { fstatSync, readSync, writeSync } from 'node:fs';
import { UserError } from '../net/user-error.ts';
import type { Io } from './command.ts';
import { safeText } from './safe-text.ts';

/** Standard input longer than this is refused: no manifest is. */
const STDIN_LIMIT = 256 * 1024 * 1024;

/**
 * The process's own streams. Written with writeSync: loading process.stdout costs milliseconds, and a command's last
 * line must be out before it ends. A reader that went away (`kubesim get pods | head -1`) is no error.
 */
export function processIo(): Io {
  const gone = new Set<number>();
  const write = (descriptor: number, text: string): void => {
    if (!gone.has(descriptor) && !writeAll(descriptor, text)) gone.add(descriptor);
  };
  return {
    out: (text) => write(1, isTerminal(1) ? safeText(text, true) : text),
    err: (text) => write(2, safeText(text, false)),
    readStdin: () => Promise.resolve(readAll(0)),
    get stdoutIsTerminal() {
      return isTerminal(1);
    },
    get stdinIsTerminal() {
      return isTerminal(0);
    },
    get columns() {
      return isTerminal(1) ? (process.stdout.columns ?? 80) : 80;
    },
    env: process.env,
  };
}

/** False once the other side is gone. */
function writeAll(descriptor: number, text: string): boolean {
  let rest = Buffer.from(text, 'utf8');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (problem) {
      const code = (problem as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN') pause();
      else if (code === 'EPIPE' || code === 'EBADF' || code === 'EIO') return false;
      else throw new UserError(`cannot write the output: ${code ?? String(problem)}`, 1);
    }
  }
  return true;
}

function readAll(descriptor: number): string {
  const chunks: Buffer[] = [];
  let size = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(65536);
    let got = 0;
    try {
      got = readSync(descriptor, chunk);
    } catch (problem) {
      const code = (problem as NodeJS.ErrnoException).code;
      if (code === 'EAGAIN') {
        pause();
        continue;
      }
      if (code !== 'EOF') throw new UserError(`cannot read standard input: ${code ?? String(problem)}`);
    }
    if (got === 0) return Buffer.concat(chunks).toString('utf8');
    size += got;
    if (size > STDIN_LIMIT) throw new UserError('standard input is too large for a manifest (more than 256 MiB)');
    chunks.push(chunk.subarray(0, got));
  }
}

function isTerminal(descriptor: number): boolean {
  try {
    // Files and pipes are recognised without loading node:tty.
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return descriptor === 0 ? process.stdin.isTTY === true : process.stdout.isTTY === true;
}

function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
}
