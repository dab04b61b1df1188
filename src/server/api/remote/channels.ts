import type { WebSocket } from 'ws';
import type { ProgramOutput } from './program.ts';

/** The protocols in which a remote command's streams share one WebSocket, the preferred first. */
export const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];

/** The first byte of each message says to which stream it belongs. */
const STDOUT = 1;
const STDERR = 2;
const STATUS = 3;

/** How a remote command ended, as a metav1.Status without its kind. */
export type Ending =
  | { readonly metadata: object; readonly status: 'Success' }
  | {
      readonly metadata: object;
      readonly status: 'Failure';
      readonly message: string;
      readonly reason: string;
      readonly details?: object;
      readonly code?: number;
    };

/** The streams of one remote command over a WebSocket (upstream's remotecommand v4 and v5). */
export class Channels implements ProgramOutput {
  readonly #connection: WebSocket;
  readonly #isTerminal: boolean;

  /** On a terminal there is one stream for both outputs, and the lines end as terminals want it. */
  constructor(connection: WebSocket, { isTerminal }: { readonly isTerminal: boolean }) {
    this.#connection = connection;
    this.#isTerminal = isTerminal;
  }

  /** Tells the client that the streams are there: an empty message on the first of them. */
  open(): void {
    this.#send(STDOUT, '');
  }

  readonly out = (text: string): void => {
    this.#send(STDOUT, this.#isTerminal ? text.replace(/\r?\n/g, '\r\n') : text);
  };

  readonly err = (text: string): void => {
    if (this.#isTerminal) this.out(text);
    else this.#send(STDERR, text);
  };

  end(ending: Ending): void {
    this.#send(STATUS, JSON.stringify(ending));
    this.#connection.close(1000);
  }

  #send(channel: number, text: string): void {
    this.#connection.send(Buffer.concat([Buffer.from([channel]), Buffer.from(text)]), () => undefined);
  }
}

/** Upstream's end of a program: only an exit code other than 0 needs words. */
export function endingOf(exitCode: number): Ending {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}
