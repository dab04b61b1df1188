import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Io } from '../../src/cli/command.ts';
import { main } from '../../src/cli/main.ts';

export interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly code: number;
}

export interface Terminal {
  run(...argv: readonly string[]): Promise<Outcome>;
  /** With this on standard input. */
  feed(stdin: string, ...argv: readonly string[]): Promise<Outcome>;
  readonly state: string;
}

/** Whole command runs without a process for each: a state file of its own, a clock that stands still. */
export function terminal(env: Readonly<Record<string, string>> = {}): Terminal {
  const state = join(mkdtempSync(join(tmpdir(), 'kubesim-test-')), 'state.json');
  const feed = async (stdin: string, ...argv: readonly string[]): Promise<Outcome> => {
    let [out, err] = ['', ''];
    const io: Io = {
      out: (text) => (out += text),
      err: (text) => (err += text),
      readStdin: () => Promise.resolve(stdin),
      stdoutIsTerminal: false,
      stdinIsTerminal: false,
      columns: 80,
      env: { KUBESIM_STATE: state, SOURCE_DATE_EPOCH: '1795322484', ...env },
    };
    const code = await main(argv, io);
    return { out, err, code };
  };
  return { state, feed, run: (...argv) => feed('', ...argv) };
}
