import { absolute, withoutDot } from '../../discovery/message/name.ts';
import { recordData, type ResourceRecord } from '../../discovery/message/record.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { isReply, type DnsClient } from '../../discovery/resolver/client.ts';
import { parseAddress } from '../../net/address.ts';
import { colonPort } from './ask-servers.ts';
import { serversFor } from './nslookup.ts';
import { soaLines } from './nslookup-lines.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

const TYPES = new Set(['SOA', 'NS', 'A', 'AAAA', 'CNAME', 'MX', 'TXT', 'PTR', 'SRV', 'ANY']);
const USAGE = [
  'BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.',
  '',
  'Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]',
  '',
  'Query DNS about HOST',
  '',
  'QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,ptr,srv,any',
];
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
  const options = words.filter((word) => word.startsWith('-'));
  const [name, server] = words.filter((word) => !word.startsWith('-'));
  const debug = options.includes('-debug');
  const type = options
    .find((word) => /^-(type|querytype|q)=/.test(word))
    ?.replace(/^[^=]*=/, '')
    .toUpperCase();
  if (type !== undefined && !TYPES.has(type)) {
    screen.err(`nslookup: invalid query type ${JSON.stringify(type)}`);
    return screen.ended(1);
  }
  if (name === undefined) {
    for (const line of USAGE) screen.err(line);
    return screen.ended(1);
  }
  const servers = serversFor(client, server);
  if (typeof servers === 'string') {
    screen.err(`nslookup: bad address '${printable(server ?? '')}'`);
    return screen.ended(1);
  }
  const questions = questionsFor(client, name, type, server !== undefined);
  const asked = askAll(client, servers, questions);
  if (!asked) return nobody(screen, client, servers);
  screen.out(`Server:\t\t${printable(server ?? asked.server)}`);
  screen.out(`Address:\t${colonPort(asked.server, 53)}`);
  screen.out('');
  let failed = false;
  for (const [index, { label, reply }] of asked.replies.entries()) {
    if (debug) screen.out(`Query #${index} completed in 1ms:`);
    failed = !printReply(screen, label, reply, debug) || failed;
  }
  return screen.ended(failed ? 1 : 0);
}

interface Asked {
  readonly label: string;
  readonly question: Question;
}

function questionsFor(client: DnsClient, name: string, type: string | undefined, hasServer: boolean): Asked[] {
  const literal = parseAddress(name);
  if (literal) {
    const reverse = reverseName(literal);
    return [{ label: withoutDot(reverse), question: { name: reverse, type: type ?? 'PTR' } }];
  }
  const bare = !name.includes('.') && !hasServer && client.settings.searches.length > 0;
  const names = bare ? client.settings.searches.map((domain) => `${name}.${withoutDot(domain)}`) : [name];
  return (type === undefined ? ['A', 'AAAA'] : [type]).flatMap((one) =>
    names.map((label) => ({ label, question: { name: absolute(label), type: one } })),
  );
}

/** All questions to the first server that answers at all: in rounds, as long as something is still failing or silent. */
function askAll(
  client: DnsClient,
  servers: readonly string[],
  questions: readonly Asked[],
): { server: string; replies: { label: string; reply: Reply }[] } | undefined {
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
    if (replies.size > 0) return { server, replies: [...replies].map(([{ label }, reply]) => ({ label, reply })) };
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
