import { isReply, type DnsClient } from '../../discovery/resolver/client.ts';
import { encodeReply } from '../../discovery/message/encode.ts';
import { plainQuery } from '../../discovery/message/query.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { hostPort } from '../../net/address.ts';
import type { Screen } from './tool-run.ts';

export interface AskManner {
  /** In the order in which they are tried; at least one. */
  readonly servers: readonly string[];
  readonly port: number;
  /** Asks over TCP from the start. */
  readonly tcp: boolean;
  /** How often in all before the tool gives up on the first server. */
  readonly tries: number;
  /** Says so where a reply lacks RA, and tries the next server then (nslookup and host with servers from resolv.conf). */
  readonly checkRecursion: boolean;
  /** Tries the next server after SERVFAIL, and says so. */
  readonly nextOnServfail: boolean;
  /** Goes from server to server, and to TCP, without a word. */
  readonly quiet?: boolean;
}

/** The only port where a cluster's DNS listens. */
export const DNS_PORT = 53;

/** One question to the servers in turn, with the comments that BIND's tools print on the way. Undefined: nobody could be reached. */
export function askServers(
  client: DnsClient,
  screen: Screen,
  manner: AskManner,
  question: Question,
): { reply: Reply; server: string } | undefined {
  let tries = manner.tries;
  for (const [index, server] of manner.servers.entries()) {
    const last = index === manner.servers.length - 1;
    const result = manner.port === DNS_PORT ? client.ask(server, question).result : 'timeout';
    if (!isReply(result)) {
      const words = result === 'timeout' ? 'timed out' : 'connection refused';
      for (; tries > 0; tries--) screen.out(`;; communications error to ${at(server, manner.port)}: ${words}`);
      tries = 1;
      continue;
    }
    if (!manner.quiet && !manner.tcp && isCut(question, result)) screen.out(';; Truncated, retrying in TCP mode.');
    const failed = result.rcode === 'SERVFAIL' && manner.nextOnServfail;
    if (failed || (manner.checkRecursion && !result.recursionAvailable)) {
      const what = failed ? 'SERVFAIL reply' : 'recursion not available';
      if (!manner.quiet) screen.out(`;; Got ${what} from ${server}${last ? '' : ', trying next server'}`);
      if (!last) continue;
    }
    return { reply: result, server };
  }
  screen.out(';; no servers could be reached');
  return undefined;
}

/** Whether a client without EDNS gets the reply with TC set over UDP. */
export function isCut(question: Question, reply: Reply): boolean {
  return ((encodeReply(plainQuery(question), reply)[2] ?? 0) & 2) !== 0;
}

/** `10.96.0.10#53` */
export function at(server: string, port: number): string {
  return `${server}#${port}`;
}

/** `10.96.0.10:53`, as busybox writes a server. */
export function colonPort(server: string, port: number): string {
  return hostPort(server, port);
}
