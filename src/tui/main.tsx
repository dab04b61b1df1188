// Before ink: it looks at the environment when it is loaded.
import './always-draw.ts';
import { render, type Instance } from 'ink';
import type { ReactElement } from 'react';
import type { Cluster } from '../cluster/cluster.ts';
import type { TraceResult } from '../trace/trace.ts';
import { Browser, type Engine } from './browser.tsx';
import { Stepper } from './stepper.tsx';
import { takeTerminal } from './terminal.ts';

/**
 * Lets somebody walk through a trace in the terminal, until they quit. Returns the exit code: 0 where the packet is delivered,
 * 1 where it is not, 130 after ctrl-c. The terminal is afterwards as it was before, however this ends.
 */
export async function stepThrough(result: TraceResult, options: { readonly color: boolean }): Promise<number> {
  const interrupted = await shownUntilLeft((leave) => <Stepper result={result} color={options.color} onQuit={leave} />);
  return interrupted ? 130 : result.verdict === 'delivered' ? 0 : 1;
}

/**
 * Shows the Services of a cluster and what goes on with them, until somebody quits. `engine` answers what is asked meanwhile.
 * Returns the exit code: 0, or 130 after ctrl-c. The terminal is afterwards as it was before, however this ends.
 */
export async function browse(cluster: Cluster, engine: Engine, options: { readonly color: boolean }): Promise<number> {
  const interrupted = await shownUntilLeft((leave) => <Browser cluster={cluster} engine={engine} color={options.color} onQuit={leave} />); // prettier-ignore
  return interrupted ? 130 : 0;
}

/** Whether ctrl-c was what ended it. */
async function shownUntilLeft(view: (leave: (interrupted: boolean) => void) => ReactElement): Promise<boolean> {
  let interrupted = false;
  let app: Instance | undefined;
  const restore = takeTerminal(() => app?.unmount());
  try {
    const leave = (by: boolean): void => {
      interrupted = by;
      app?.unmount();
    };
    app = render(view(leave), { exitOnCtrlC: false });
    await app.waitUntilExit();
  } finally {
    restore();
  }
  return interrupted;
}
