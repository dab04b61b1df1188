import { fstatSync, writeSync } from 'node:fs';
import { UserError } from '../net/user-error.ts';
import type { Io } from './command.ts';
import { pause, readStandardInput } from './read-file.ts';
import { safeText } from './safe-text.ts';

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
    readStdin: () => Promise.resolve(readStandardInput()),
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

function isTerminal(descriptor: number): boolean {
  try {
    // Files and pipes are recognised without loading node:tty.
    if (!fstatSync(descriptor).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return descriptor === 0 ? process.stdin.isTTY === true : process.stdout.isTTY === true;
}
