/** What of `ws` is used here: a server that takes over connections which somebody else has accepted; tests are its clients. */
declare module 'ws' {
  import type { IncomingMessage } from 'node:http';
  import type { Duplex } from 'node:stream';

  export class WebSocket {
    readonly protocol: string;
    constructor(address: string, protocols: readonly string[], options?: { headers?: Record<string, string> });
    send(data: Uint8Array, sent?: (problem?: Error) => void): void;
    close(code: number): void;
    terminate(): void;
    on(event: 'message', listener: (data: Buffer, isBinary: boolean) => void): this;
    on(event: 'open', listener: () => void): this;
    on(event: 'close', listener: (code: number) => void): this;
    on(event: 'unexpected-response', listener: (request: unknown, response: IncomingMessage) => void): this;
    on(event: 'error', listener: (problem: Error) => void): this;
  }

  export class WebSocketServer {
    constructor(options: {
      noServer: true;
      maxPayload: number;
      perMessageDeflate: boolean;
      handleProtocols: (offered: Set<string>) => string | false;
    });
    handleUpgrade(
      message: IncomingMessage,
      socket: Duplex,
      head: Buffer,
      accepted: (connection: WebSocket) => void,
    ): void;
  }
}
