import { createSocket, type Socket } from 'node:dgram';
import type { PacketHandler } from './packet-handler.ts';
import type { Forwarder } from './forwarder.ts';

const BUFFER = 4 << 20;

/** Answers over UDP. Resolves once the port is open; rejects where it cannot be opened. */
export async function serveUdp(
  handler: PacketHandler,
  forwarder: Forwarder | undefined,
  address: string,
  port: number,
): Promise<Socket> {
  const type = address.includes(':') ? 'udp6' : 'udp4';
  const family = type === 'udp6' ? 6 : 4;
  const socket = createSocket({
    type,
    recvBufferSize: BUFFER,
    sendBufferSize: BUFFER,
    // Node resolves even literal addresses in another turn of the loop unless told how: half the time of an answer.
    lookup: (host, _options, done) => done(null, host, family),
  });
  socket.on('message', (packet, from) => {
    if (from.port === 0) return;
    const { bytes, outside } = handler.handle(packet);
    if (outside && forwarder)
      void forwarder.ask(packet).then((answer) => send(answer ?? bytes, from.port, from.address));
    else send(bytes, from.port, from.address);
  });
  function send(bytes: Uint8Array | undefined, toPort: number, to: string): void {
    if (bytes) socket.send(bytes, toPort, to);
  }
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => {
      socket.off('error', reject);
      // A client that went away shows as an error of the socket: no reason to stop.
      socket.on('error', () => {});
      resolve();
    });
  });
  return socket;
}
