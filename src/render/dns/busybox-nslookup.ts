import { encodeReply } from '../../discovery/message/encode.ts';
import { absolute, withoutDot } from '../../discovery/message/name.ts';
import { plainQuery } from '../../discovery/message/query.ts';
import { recordData, type ResourceRecord } from '../../discovery/message/record.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { isReply, type DnsClient } from '../../discovery/resolver/client.ts';
import { parseAddress } from '../../net/address.ts';
import { colonPort, DNS_PORT } from './ask-servers.ts';
import { busyboxArgs, type BusyboxArgs } from './busybox-args.ts';
import { serversFor } from './nslookup.ts';
import { soaLines } from './nslookup-lines.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** How often a question is repeated after SERVFAIL. */
const TRIES = 3;
/** How often it is repeated when nobody answers. */
const SILENT_TRIES = 2;

/**
 * busybox's nslookup since 1.29, as measured on 1.35. It knows no ndots: a name without any dot is asked under every search domain
 * (and never bare), any other name as it is; one failing candidate is enough for exit code 1.
 */
export function busyboxNslookup(client: DnsClient, words: readonly string[]): ToolRun {
  const screen = new Screen();
  const args = busyboxArgs(words);
  if (!('name' in args)) {
    for (const line of args) screen.err(line);
    return screen.ended(1);
  }
  const { server, host, debug, port } = args;
  const servers = serversFor(client, host);
  if (typeof servers === 'string') {
    screen.err(`nslookup: bad address '${printable(server ?? '')}'`);
    return screen.ended(1);
  }
  const asked = port === DNS_PORT ? askAll(client, servers, questionsFor(client, args)) : undefined;
  if (!asked) return nobody(screen, client, servers);
  screen.out(`Server:\t\t${printable(server ?? asked.server)}`);
  screen.out(`Address:\t${colonPort(asked.server, 53)}`);
  screen.out('');
  let failed = false;
  for (const [index, { label, question, reply }] of asked.replies.entries()) {
    if (debug) screen.out(`Query #${index} completed in 1ms:`);
    failed = !printReply(screen, label, arrived(question, reply), debug) || failed;
  }
  return screen.ended(failed ? 1 : 0);
}

interface Asked {
  readonly label: string;
  readonly question: Question;
}

function questionsFor(client: DnsClient, { name, server, types }: BusyboxArgs): Asked[] {
  const literal = types.length === 0 ? parseAddress(name) : undefined;
  if (literal) {
    const reverse = reverseName(literal);
    return [{ label: withoutDot(reverse), question: { name: reverse, type: 'PTR' } }];
  }
  const { searches } = client.settings;
  const isBare = !name.includes('.') && server === undefined && searches.length > 0;
  return (types.length === 0 ? ['A', 'AAAA'] : types).flatMap((type) => {
    const names = isBare && type !== 'PTR' ? searches.map((domain) => `${name}.${withoutDot(domain)}`) : [name];
    return names.map((label) => ({ label, question: { name: absolute(label), type } }));
  });
}

/** The reply as it arrives over UDP: busybox never asks again over TCP. */
function arrived(question: Question, reply: Reply): Reply {
  const bytes = encodeReply(plainQuery(question), reply);
  return { ...reply, answers: reply.answers.slice(0, ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0)) };
}

/** All questions to the first server that answers at all: in rounds, as long as something is still failing or silent. */
function askAll(
  client: DnsClient,
  servers: readonly string[],
  questions: readonly Asked[],
): { server: string; replies: (Asked & { reply: Reply })[] } | undefined {
  for (const server of servers) {
    const replies = new Map<Asked, Reply>();
    for (let round = 1; round <= TRIES; round++) {
      const open = questions.filter((asked) => (replies.get(asked)?.rcode ?? 'SERVFAIL') === 'SERVFAIL');
      for (const asked of open) {
        const { result } = client.ask(server, asked.question);
        if (isReply(result)) replies.set(asked, result);
      }
      if (open.length === 0 || (replies.size === 0 && round >= SILENT_TRIES)) break;
    }
    if (replies.size > 0) return { server, replies: [...replies].map(([question, reply]) => ({ ...question, reply })) };
  }
  return undefined;
}

function nobody(screen: Screen, client: DnsClient, servers: readonly string[]): ToolRun {
  screen.out(';; connection timed out; no servers could be reached');
  screen.out('');
  const refused = client.exchanges.findLast(({ result }) => result === 'refused');
  if (refused && servers.includes(refused.server))
    screen.err(`nslookup: write to '${refused.server}': Connection refused`);
  return screen.ended(1);
}

function printReply(screen: Screen, label: string, reply: Reply, debug: boolean): boolean {
  const fine = reply.rcode === 'NOERROR';
  if (!fine) screen.out(`** server can't find ${printable(label)}: ${reply.rcode}`);
  else {
    if (!reply.authoritative) screen.out('Non-authoritative answer:');
    else if (debug) screen.out('authoritative answer:');
    for (const record of reply.answers) for (const line of recordLines(record)) screen.out(line);
  }
  screen.out('');
  return fine;
}

const INTRODUCTIONS: Readonly<Record<string, string>> = {
  NS: 'nameserver', CNAME: 'canonical name', PTR: 'name', MX: 'mail exchanger', TXT: 'text', SRV: 'service',
}; // prettier-ignore

function recordLines(record: ResourceRecord): string[] {
  const owner = printable(withoutDot(record.name));
  if (record.type === 'A' || record.type === 'AAAA') return [`Name:\t${owner}`, `Address: ${record.address}`];
  if (record.type === 'SOA') return [owner, ...soaLines(record)];
  const data = printable(record.type === 'TXT' ? recordData(record) : withoutDot(recordData(record)));
  return [`${owner}\t${INTRODUCTIONS[record.type] ?? record.type} = ${data}`];
}
