import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { badRequestError } from '../../../cluster/refusals.ts';
import { StatusError } from '../../../cluster/status-error.ts';
import { PROTOCOLS } from '../remote/channels.ts';
import type { Session } from '../remote/session.ts';
import type { ApiResponse } from './message.ts';
import { failureResponse } from './status.ts';

/** What a client may send in one message of a session: nothing that runs here reads more than a key. */
const LARGEST_MESSAGE = 64 * 1024;

export interface UpgradeOptions {
  /** What the API says to the request. Never rejects. */
  answer(message: IncomingMessage): Promise<ApiResponse>;
  /** Sends anything but a session. */
  deliver(message: IncomingMessage, response: ServerResponse, answer: ApiResponse): Promise<void>;
  /** Sessions at once. */
  readonly most: number;
}

/**
 * Answers requests that want another protocol: those for sessions get a WebSocket, all others the answer that they would get
 * without. The connection is closed afterwards.
 */
export class Upgrades {
  readonly #options: UpgradeOptions;
  readonly #open = new Set<Duplex>();

  constructor(options: UpgradeOptions) {
    this.#options = options;
  }

  /** Cuts every session. */
  cut(): void {
    for (const socket of this.#open) socket.destroy();
  }

  async accept(message: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    this.#open.add(socket);
    socket.on('close', () => this.#open.delete(socket));
    const answer = await this.#options.answer(message);
    const session = 'session' in answer ? answer.session : undefined;
    const refusal = session && this.#refusalOf(message);
    if (!session || refusal) return this.#plain(message, socket, refusal ? failureResponse(refusal) : answer);
    await start(session, message, socket, head);
  }

  #refusalOf({ headers }: IncomingMessage): StatusError | undefined {
    const isWebSocket = headers.upgrade?.toLowerCase() === 'websocket';
    if (!isWebSocket) {
      return badRequestError(`unable to upgrade: streams are spoken over WebSocket here, not ${headers.upgrade}`);
    }
    const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!PROTOCOLS.some((name) => offered.includes(name))) {
      return badRequestError(`unable to upgrade: the protocols spoken are ${PROTOCOLS.join(' and ')}`);
    }
    if (this.#open.size <= this.#options.most) return undefined;
    return new StatusError(429, 'TooManyRequests', 'too many sessions, please try again later', {
      retryAfterSeconds: 1,
    });
  }

  #plain(message: IncomingMessage, socket: Socket, answer: ApiResponse): Promise<void> {
    const response = new ServerResponse(message);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on('finish', () => socket.end());
    response.on('error', () => socket.destroy());
    return this.#options.deliver(message, response, answer);
  }
}

async function start(session: Session, message: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
  const { WebSocketServer } = await import('ws');
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: (offered) => PROTOCOLS.find((name) => offered.has(name)) ?? false,
  });
  server.handleUpgrade(message, socket, head, (connection) => {
    connection.on('error', () => connection.terminate());
    session.run(connection).catch(() => connection.terminate());
  });
}
