import { writeSync } from 'node:fs';
import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Takes the terminal over: a screen of its own, without cursor. What it was comes back with the function returned, and also
 * when a signal, an error that nobody caught, or process.exit ends the process. `stop` ends whatever still draws, before that.
 */
export function takeTerminal(stop: () => void): () => void {
  let taken = true;
  const say = (codes: string): void => {
    try {
      writeSync(1, codes);
    } catch {
      // The terminal is gone: nothing is left to be restored.
    }
  };
  const restore = (): void => {
    if (!taken) return;
    taken = false;
    try {
      stop();
    } finally {
      if (process.stdin.isTTY) process.stdin.setRawMode(false);
      say('\u001b[?25h\u001b[?1049l');
      process.off('exit', restore);
      process.off('uncaughtExceptionMonitor', restore);
      for (const signal of SIGNALS) process.off(signal, signalled);
    }
  };
  const signalled = (signal: NodeJS.Signals): void => {
    restore();
    process.exit(128 + constants.signals[signal]);
  };
  process.on('exit', restore);
  process.on('uncaughtExceptionMonitor', restore);
  for (const signal of SIGNALS) process.on(signal, signalled);
  say('\u001b[?1049h\u001b[2J\u001b[H\u001b[?25l');
  return restore;
}
