import { encodeReply } from '../../discovery/message/encode.ts';
import { plainQuery } from '../../discovery/message/query.ts';
import { withoutDot } from '../../discovery/message/name.ts';
import { rcodeNumber, recordData, typeCode, type ResourceRecord } from '../../discovery/message/record.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { candidates } from '../../discovery/resolver/candidates.ts';
import type { DnsClient } from '../../discovery/resolver/client.ts';
import { parseAddress } from '../../net/address.ts';
import { askServers, at, type AskManner } from './ask-servers.ts';
import { masterLine, questionLine } from './master-line.ts';
import { lastAlias, refusal, serversFor } from './nslookup.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** How `host` puts a record into words. */
const WORDS: Readonly<Record<string, string>> = {
  A: 'has address', NS: 'name server', CNAME: 'is an alias for', SOA: 'has SOA record', PTR: 'domain name pointer',
  MX: 'mail is handled by', TXT: 'descriptive text', AAAA: 'has IPv6 address', SRV: 'has SRV record',
}; // prettier-ignore

const VALUED = new Set(['-t', '-c', '-N', '-R', '-W', '-m', '-p']);

/** host of BIND 9.18: `host [-t TYPE] [-R TRIES] NAME [SERVER]` (bin/dig/host.c). */
export function host(client: DnsClient, words: readonly string[]): ToolRun {
  const screen = new Screen();
  const operands: string[] = [];
  const options = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    const flag = word.slice(0, 2);
    if (!word.startsWith('-') || word === '-') operands.push(word);
    else if (VALUED.has(flag)) options.set(flag, word.length > 2 ? word.slice(2) : (words[++i] ?? ''));
    else options.set(flag, 'true');
  }
  const [name, server] = operands;
  const type = options.get('-t')?.toUpperCase();
  if (name === undefined) return usage(screen);
  if (type !== undefined && typeCode(type) === undefined) {
    screen.err(`host: invalid type: ${printable(options.get('-t') ?? '')}`);
    return screen.ended(2);
  }
  const servers = serversFor(client, server);
  if (typeof servers === 'string') {
    screen.err(`host: couldn't get address for '${printable(server ?? '')}': ${servers}`);
    return screen.ended(1);
  }
  if (server !== undefined) {
    screen.out('Using domain server:');
    screen.out(`Name: ${printable(server)}`);
    screen.out(`Address: ${at(servers[0] ?? server, 53)}`);
    screen.out('Aliases: ');
    screen.out('');
  }
  const tries = Number(options.get('-R') ?? 1) + 1;
  const manner: AskManner = { servers, port: 53, tries, tcp: true, checkRecursion: false, nextOnServfail: false };
  const verbose = options.has('-v') || options.has('-d') || options.has('-a');
  return lookUp(client, screen, manner, name, options.has('-a') ? 'ANY' : type, verbose);
}

function lookUp(
  client: DnsClient,
  screen: Screen,
  manner: AskManner,
  name: string,
  type: string | undefined,
  verbose: boolean,
): ToolRun {
  const literal = parseAddress(name);
  const refused = literal ? undefined : refusal(name, client.settings);
  if (refused) {
    screen.err(`host: ${refused.words}`);
    return screen.ended(refused.exitCode);
  }
  const names = literal ? [reverseName(literal)] : candidates(name, client.settings, 'bind');
  const first = { name: '', type: type ?? (literal ? 'PTR' : 'A') };
  for (const [index, candidate] of names.entries()) {
    const question = { ...first, name: candidate };
    if (verbose) screen.out(`Trying "${printable(withoutDot(candidate))}"`);
    const answered = askServers(client, screen, manner, question);
    if (!answered) return screen.ended(1);
    const { reply } = answered;
    if (reply.rcode === 'NXDOMAIN' && index < names.length - 1) continue;
    if (reply.rcode !== 'NOERROR') {
      notFound(screen, reply, reply.rcode === 'NXDOMAIN' ? (literal ? candidate : name) : withoutDot(candidate));
      return screen.ended(1);
    }
    if (verbose) printAll(screen, question, answered);
    else print(screen, question, reply, type !== undefined);
    if (type === undefined && !literal) {
      const target = lastAlias(reply, candidate);
      let failed = false;
      for (const more of ['AAAA', 'MX']) {
        const next = { name: target, type: more };
        if (verbose) screen.out(`Trying "${printable(withoutDot(target))}"`);
        const found = askServers(client, screen, manner, next);
        if (!found) return screen.ended(1);
        failed ||= found.reply.rcode !== 'NOERROR';
        if (found.reply.rcode !== 'NOERROR') notFound(screen, found.reply, withoutDot(target));
        else if (verbose) printAll(screen, next, found);
        else print(screen, next, found.reply, false);
      }
      return screen.ended(failed ? 1 : 0);
    }
    return screen.ended(0);
  }
  return screen.ended(1);
}

function notFound(screen: Screen, { rcode }: Reply, name: string): void {
  screen.out(`Host ${printable(name)} not found: ${rcodeNumber(rcode)}(${rcode})`);
}

function print(screen: Screen, question: Question, reply: Reply, sayNothing: boolean): void {
  for (const record of reply.answers) screen.out(line(record));
  if (reply.answers.length === 0 && sayNothing) {
    screen.out(`${printable(withoutDot(question.name))} has no ${question.type} record`);
  }
}

/** What `-v` prints: the message in dig's manner. */
function printAll(screen: Screen, question: Question, { reply, server }: { reply: Reply; server: string }): void {
  const query = plainQuery(question);
  screen.out(`;; ->>HEADER<<- opcode: QUERY, status: ${reply.rcode}, id: ${query.id}`);
  const flags = ['qr', ...(reply.authoritative ? ['aa'] : []), 'rd', ...(reply.recursionAvailable ? ['ra'] : [])].join(
    ' ',
  );
  const { answers, authority, additional } = reply;
  const counts = `QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length}`;
  screen.out(`;; flags: ${flags}; ${counts}`);
  screen.out('');
  const section = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0) for (const text of [`;; ${title} SECTION:`, ...lines, '']) screen.out(text);
  };
  section('QUESTION', [questionLine(question.name, question.type)]);
  section('ANSWER', answers.map(masterLine));
  section('AUTHORITY', authority.map(masterLine));
  section('ADDITIONAL', additional.map(masterLine));
  screen.out(`Received ${encodeReply(query, reply).length} bytes from ${at(server, 53)} in 0 ms`);
}

function line(record: ResourceRecord): string {
  const words = WORDS[record.type] ?? `has ${record.type} record`;
  return `${printable(withoutDot(record.name))} ${words} ${printable(recordData(record))}`;
}

function usage(screen: Screen): ToolRun {
  screen.err('Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]');
  screen.err('            [-R number] [-m flag] [-p port] hostname [server]');
  return screen.ended(1);
}
