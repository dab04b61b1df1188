import type { WebSocket } from 'ws';
import type { Pod } from '../../../api/pod/type.ts';
import { badRequestError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import { endedPod } from '../../../controllers/kubelet/program-end.ts';
import type { ApiContext } from '../context.ts';
import type { ApiRequest } from '../http/message.ts';
import { isTrue, type Route } from '../http/route.ts';
import { Channels, endingOf, type Ending } from './channels.ts';
import type { ProgramOutput } from './program.ts';
import { runningContainerOf } from './target.ts';

/** A remote command that waits for its client's WebSocket. */
export interface Session {
  /** Runs it; resolves when everything has been sent. */
  run(connection: WebSocket): Promise<void>;
}

type Program = (output: ProgramOutput) => Promise<number>;

/** `kubectl exec`: a program in a running container. Throws StatusError. */
export function execSession({ live, runProgram }: ApiContext, route: Route, { query }: ApiRequest): Session {
  const { pod } = runningContainerOf(live.cluster, route.namespace, route.name, query);
  const words = query.getAll('command');
  if (words.length === 0) throw badRequestError('you must specify at least one command for the container');
  return sessionOf(query, (output) => (runProgram ?? refused)(pod, words, output));
}

/**
 * `kubectl attach`: containers run nothing until somebody looks. Then the container's own command runs, once, if it is one that
 * can be simulated, and the container ends with it: so `kubectl run -it tmp --image=busybox -- nslookup web` works. Throws
 * StatusError.
 */
export function attachSession({ live, runProgram }: ApiContext, route: Route, { query }: ApiRequest): Session {
  const { pod, container } = runningContainerOf(live.cluster, route.namespace, route.name, query);
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  if (words.length === 0) {
    const because = `the program of its image does not run here, there is nothing to attach to`;
    throw badRequestError(`container ${container.name} of pod ${route.name}: ${because}`);
  }
  return sessionOf(query, async (output) => {
    const code = await (runProgram ?? refused)(pod, words, output);
    await live.write((tx) => {
      const current = tx.get('pods', route.namespace, route.name) as Pod | undefined;
      if (current?.metadata.uid !== pod.metadata.uid || !current) return;
      tx.put('pods', { ...current, status: endedPod(current, container.name, code, tx.timestamp()) });
    });
    return code;
  });
}

const refused: Program & ApiContext['runProgram'] = () => {
  throw new StatusError(501, 'NotImplemented', 'no programs run in the containers of this server');
};

function sessionOf(query: URLSearchParams, program: Program): Session {
  const isTerminal = isTrue(query.get('tty'));
  return {
    run: async (connection) => {
      const channels = new Channels(connection, { isTerminal });
      channels.open();
      channels.end(await endingOfProgram(program, channels));
    },
  };
}

async function endingOfProgram(program: Program, output: ProgramOutput): Promise<Ending> {
  try {
    return endingOf(await program(output));
  } catch (problem) {
    const { message, hint } = problem as Error & { readonly hint?: string };
    const text = hint === undefined ? message : `${message}\n${hint}`;
    return { metadata: {}, status: 'Failure', message: text, reason: 'InternalError', code: 500 };
  }
}
