import { createServer, type Server, type Socket } from 'node:net';
import type { Forwarder } from './forwarder.ts';
import type { PacketHandler } from './packet-handler.ts';
import { transferMessages } from './transfer.ts';

/** A connection that says nothing for so long is closed (CoreDNS's idle timeout). */
const IDLE_MS = 10_000;
const CONNECTION_LIMIT = 1000;
/** A client that does not read its answers is not asked for more questions. */
const UNREAD_LIMIT = 1 << 20;

/** Answers over TCP: messages with a length of two bytes in front, several on a connection, zone transfers where allowed. */
export async function serveTcp(
  handler: PacketHandler,
  forwarder: Forwarder | undefined,
  transfersAllowed: () => boolean,
  address: string,
  port: number,
): Promise<Server> {
  const server = createServer({ noDelay: true }, (socket) => {
    let waiting: Buffer = Buffer.alloc(0);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('drain', () => socket.resume());
    socket.on('data', (chunk) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
      let at = 0;
      while (waiting.length - at >= 2) {
        const length = waiting.readUInt16BE(at);
        if (waiting.length - at - 2 < length) break;
        answer(socket, waiting.subarray(at + 2, at + 2 + length));
        at += 2 + length;
      }
      waiting = Buffer.from(waiting.subarray(at));
      if (socket.writableLength > UNREAD_LIMIT) socket.pause();
    });
  });
  const answer = (socket: Socket, packet: Buffer): void => {
    const zone = transferMessages(handler.cluster, packet, transfersAllowed());
    if (zone) {
      for (const message of zone) write(socket, message);
      return;
    }
    const { bytes, outside } = handler.handle(packet);
    if (outside && forwarder) void forwarder.ask(packet).then((reply) => write(socket, reply ?? bytes));
    else write(socket, bytes);
  };
  server.maxConnections = CONNECTION_LIMIT;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve();
    });
  });
  return server;
}

function write(socket: Socket, bytes: Uint8Array | undefined): void {
  if (!bytes || socket.destroyed) return;
  const head = Buffer.allocUnsafe(2);
  head.writeUInt16BE(bytes.length, 0);
  socket.write(Buffer.concat([head, bytes]));
}
