import type { Cluster } from '../../cluster/cluster.ts';
import { labelsOf } from '../message/name.ts';
import { bareReply, type Question, type Reply } from '../message/reply.ts';
import { namespaceExists } from '../zone/lookup.ts';

/** Top-level labels that the root of the DNS delegates to nobody (RFC 6761, 6762, 7686, 8375, 9476, ICANN's reserved ones). */
const NEVER_DELEGATED = new Set([
  'local', 'localhost', 'localdomain', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'mail', 'domain', 'invalid', 'test',
  'example', 'onion', 'alt', 'svc', 'pod', 'cluster', 'default',
]); // prettier-ignore

/**
 * What servers outside the cluster would say. Where no answer can exist – one label alone, a last label that is no top-level
 * domain – that is NXDOMAIN; anything else is not known here, and SERVFAIL stands for it. `outside` names the servers.
 */
export function outsideReply(cluster: Cluster, question: Question, servers: readonly string[]): Reply {
  const labels = labelsOf(question.name.toLowerCase());
  const rcode = cannotExist(cluster, labels) ? 'NXDOMAIN' : 'SERVFAIL';
  return bareReply(rcode, { recursionAvailable: true, outside: servers });
}

function cannotExist(cluster: Cluster, labels: readonly string[]): boolean {
  const last = labels.at(-1);
  if (last === undefined) return false;
  if (labels.length === 1) return true;
  if (NEVER_DELEGATED.has(last) || !/^([a-z]{2,63}|xn--[a-z0-9-]+)$/.test(last)) return last !== 'arpa';
  return last.length > 2 && namespaceExists(cluster, last);
}
