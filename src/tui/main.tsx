import { render, type Instance } from 'ink';
import type { TraceResult } from '../trace/trace.ts';
import { Stepper } from './stepper.tsx';
import { takeTerminal } from './terminal.ts';

/**
 * Lets somebody walk through a trace in the terminal, until they quit. Returns the exit code: 0 where the packet is delivered,
 * 1 where it is not, 130 after ctrl-c. The terminal is afterwards as it was before, however this ends.
 */
export async function stepThrough(result: TraceResult, options: { readonly color: boolean }): Promise<number> {
  let interrupted = false;
  let app: Instance | undefined;
  const restore = takeTerminal(() => app?.unmount());
  try {
    app = render(<Stepper result={result} color={options.color} onQuit={(by) => (interrupted = by)} />, {
      exitOnCtrlC: false,
    });
    await app.waitUntilExit();
  } finally {
    restore();
  }
  return interrupted ? 130 : result.verdict === 'delivered' ? 0 : 1;
}
