import type { Cluster } from '../../cluster/cluster.ts';
import { zoneTransfers } from '../../discovery/coredns/kubernetes/transfer.ts';
import { encodeReply } from '../../discovery/message/encode.ts';
import { readQuery } from '../../discovery/message/query.ts';
import type { ResourceRecord } from '../../discovery/message/record.ts';
import { bareReply } from '../../discovery/message/reply.ts';

/** Records in one message: far below the 64 KiB that a message may have. */
const PER_MESSAGE = 100;

/**
 * The messages of a zone transfer (RFC 5936): the SOA, everything else, the SOA again. Undefined where the packet asks for no
 * transfer, where transfers are not allowed, or where the name is no zone of ours: then it is answered like any question (REFUSED).
 */
export function transferMessages(cluster: Cluster, packet: Buffer, allowed: boolean): Uint8Array[] | undefined {
  if (!allowed) return undefined;
  const query = readQuery(packet);
  if ('rcode' in query || (query.type !== 'AXFR' && query.type !== 'IXFR') || query.class !== 1) return undefined;
  const found = zoneTransfers(cluster).find(({ zone }) => zone === query.name.toLowerCase());
  const [soa] = found?.records ?? [];
  if (!found || !soa) return undefined;
  const all: ResourceRecord[] = [...found.records, soa];
  const messages: Uint8Array[] = [];
  for (let at = 0; at < all.length; at += PER_MESSAGE) {
    const reply = bareReply('NOERROR', { authoritative: true, answers: all.slice(at, at + PER_MESSAGE) });
    messages.push(encodeReply(query, reply, { protocol: 'tcp', family: 4 }));
  }
  return messages;
}
