import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext, Io } from '../../src/cli/command.ts';
import { globalOptions, surroundingsOf } from '../../src/cli/globals.ts';
import { main } from '../../src/cli/main.ts';
import { openStore } from '../../src/cli/store.ts';

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
  /** What a command without words would be given. */
  context(): CommandContext;
}

/** Whole command runs without a process for each: a state file of its own, a clock that stands still. */
export function terminal(env: Readonly<Record<string, string>> = {}): Terminal {
  const state = join(mkdtempSync(join(tmpdir(), 'kubesim-test-')), 'state.json');
  const ioOf = (out: Io['out'], err: Io['err'], stdin = ''): Io => ({
    out,
    err,
    readStdin: () => Promise.resolve(stdin),
    stdoutIsTerminal: false,
    stdinIsTerminal: false,
    columns: 80,
    env: { KUBESIM_STATE: state, SOURCE_DATE_EPOCH: '1795322484', ...env },
  });
  const feed = async (stdin: string, ...argv: readonly string[]): Promise<Outcome> => {
    let [out, err] = ['', ''];
    const io = ioOf(
      (text) => (out += text),
      (text) => (err += text),
      stdin,
    );
    const code = await main(argv, io);
    return { out, err, code };
  };
  const context = (): CommandContext => {
    const io = ioOf(
      () => {},
      () => {},
    );
    const globals = globalOptions({}, io);
    const surroundings = surroundingsOf({}, io);
    return { args: [], argsBeforeDash: undefined, options: {}, globals, io, store: openStore(state), surroundings };
  };
  return { state, feed, context, run: (...argv) => feed('', ...argv) };
}
