import type { RunProgram } from '../../server/api/remote/program.ts';
import type { CommandContext } from '../command.ts';
import { openCluster } from '../workspace.ts';
import { runProgram } from './run.ts';

/** The programs that `kubesim exec` runs, for clients of the API. They get no input. */
export function servedPrograms(context: CommandContext, now: () => number): RunProgram {
  return async (pod, words, { out, err }) => {
    const io: CommandContext['io'] = {
      out,
      err,
      readStdin: () => Promise.resolve(''),
      stdoutIsTerminal: false,
      stdinIsTerminal: false,
      columns: 80,
      env: context.io.env,
    };
    const own: CommandContext = {
      ...context,
      io,
      globals: { ...context.globals, color: false },
      surroundings: { ...context.surroundings, now: now() },
    };
    return runProgram(own, await openCluster(own), pod, words);
  };
}
