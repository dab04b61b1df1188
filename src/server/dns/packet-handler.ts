import type { Cluster } from '../../cluster/cluster.ts';
import { answerPacket } from '../../discovery/answer-packet.ts';
import { encodeError, type Transport } from '../../discovery/message/encode.ts';
import { AnswerCache } from './answer-cache.ts';

const HEADER = 12;

/** A packet's answer, or the wish to have the question answered by somebody outside. */
export interface Handled {
  readonly bytes: Uint8Array | undefined;
  /** The question leaves the simulated cluster; `bytes` is what to say if nobody is to be asked. */
  readonly outside: boolean;
}

const IGNORED: Handled = { bytes: undefined, outside: false };

/** Turns packets into answers for one cluster at a time. Has no socket and never throws: what it makes of a packet can be tested in memory. */
export class PacketHandler {
  readonly #cache = new AnswerCache();
  readonly #transport: Transport;
  #cluster: Cluster;

  constructor(cluster: Cluster, transport: Transport) {
    this.#cluster = read(cluster);
    this.#transport = transport;
  }

  get cluster(): Cluster {
    return this.#cluster;
  }

  get cached(): number {
    return this.#cache.size;
  }

  /** Answers about this state of the cluster from now on. */
  follow(cluster: Cluster): void {
    this.#cache.follow(this.#cluster, read(cluster));
    this.#cluster = cluster;
  }

  /** The answer's own bytes (never those of the cache), with the id of the packet. */
  handle(packet: Buffer): Handled {
    if (packet.length < HEADER) return IGNORED;
    const key = packet.toString('latin1', 2);
    const known = this.#cache.get(key);
    if (known) {
      const bytes = Buffer.allocUnsafe(known.length);
      bytes.set(known);
      bytes[0] = packet[0] ?? 0;
      bytes[1] = packet[1] ?? 0;
      return { bytes, outside: false };
    }
    return this.#compute(packet, key);
  }

  #compute(packet: Buffer, key: string): Handled {
    try {
      const { bytes, query, reply } = answerPacket(this.#cluster, packet, this.#transport);
      const outside = reply?.outside !== undefined;
      const isCommon = query !== undefined && (query.edns === undefined || query.edns.options.length === 0);
      if (bytes && reply && isCommon && !outside) this.#cache.set(key, bytes.slice(), reply.dependsOn);
      return { bytes, outside };
    } catch {
      const [id, flags] = [packet.readUInt16BE(0), packet.readUInt16BE(2)];
      const bytes = encodeError({ id, flags, rcode: undefined }, 'SERVFAIL');
      return { bytes, outside: false };
    }
  }
}

/** Reads now what every question needs: a server asks often, and the first answers should not wait for it. */
function read(cluster: Cluster): Cluster {
  for (const plural of ['services', 'endpointslices', 'namespaces']) cluster.all(plural);
  return cluster;
}
