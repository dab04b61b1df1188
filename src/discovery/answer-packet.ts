import type { Cluster } from '../cluster/cluster.ts';
import { askClusterDns } from './cluster-dns.ts';
import { encodeError, encodeReply, type Transport } from './message/encode.ts';
import { readQuery, type WireQuery } from './message/query.ts';
import { CLASS_IN } from './message/record.ts';
import { bareReply, type Reply } from './message/reply.ts';

/** What the server did with a packet. */
export interface PacketAnswer {
  /** Undefined: the packet is not worth an answer. */
  readonly bytes: Uint8Array | undefined;
  readonly query?: WireQuery;
  readonly reply?: Reply;
}

/** The answer to one DNS message: pure, never throws, never longer than the client takes (zone transfers aside, see the server). */
export function answerPacket(cluster: Cluster, packet: Uint8Array, transport?: Transport): PacketAnswer {
  const query = readQuery(packet);
  if ('rcode' in query) {
    return { bytes: query.rcode === undefined ? undefined : encodeError(query, query.rcode) };
  }
  const reply = replyTo(cluster, query);
  return { bytes: encodeReply(query, reply, transport), query, reply };
}

function replyTo(cluster: Cluster, query: WireQuery): Reply {
  if (query.class === CLASS_IN && query.edns && query.edns.version !== 0) return bareReply('BADVERS');
  return askClusterDns(cluster, query);
}
