import { createSocket, type Socket } from 'node:dgram';

const TIMEOUT_MS = 2000;
/** More questions than that are not kept waiting at once. */
const PENDING_LIMIT = 4096;

interface Pending {
  readonly id: number;
  readonly done: (answer: Uint8Array | undefined) => void;
  readonly timer: NodeJS.Timeout;
}

/** Asks one server outside over UDP, for as long as `dns serve --forward` runs. */
export class Forwarder {
  readonly #socket: Socket;
  readonly #pending = new Map<number, Pending>();
  readonly #address: string;
  readonly #port: number;
  #next = 0;

  constructor(address: string, port: number) {
    this.#address = address;
    this.#port = port;
    this.#socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    this.#socket.on('message', (answer, from) => {
      if (from.port === port) this.#answered(answer);
    });
    this.#socket.on('error', () => {});
    this.#socket.unref();
  }

  /** The server's answer with the id of the query; undefined where none came in two seconds. */
  ask(query: Buffer): Promise<Uint8Array | undefined> {
    if (query.length < 12 || this.#pending.size >= PENDING_LIMIT) return Promise.resolve(undefined);
    let own = this.#next;
    while (this.#pending.has(own)) own = (own + 1) & 0xffff;
    this.#next = (own + 1) & 0xffff;
    return new Promise((done) => {
      const timer = setTimeout(() => this.#finish(own, undefined), TIMEOUT_MS);
      this.#pending.set(own, { id: query.readUInt16BE(0), done, timer });
      const copy = Buffer.from(query);
      copy.writeUInt16BE(own, 0);
      this.#socket.send(copy, this.#port, this.#address, (error) => {
        if (error) this.#finish(own, undefined);
      });
    });
  }

  close(): void {
    for (const own of Array.from(this.#pending.keys())) this.#finish(own, undefined);
    this.#socket.close();
  }

  #answered(answer: Buffer): void {
    if (answer.length < 12 || (answer.readUInt8(2) & 0x80) === 0) return;
    const own = answer.readUInt16BE(0);
    const pending = this.#pending.get(own);
    if (!pending) return;
    const copy = Buffer.from(answer);
    copy.writeUInt16BE(pending.id, 0);
    this.#finish(own, copy);
  }

  #finish(own: number, answer: Uint8Array | undefined): void {
    const pending = this.#pending.get(own);
    if (!pending) return;
    this.#pending.delete(own);
    clearTimeout(pending.timer);
    pending.done(answer);
  }
}
