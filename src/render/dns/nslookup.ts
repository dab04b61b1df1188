import { absolute, nameFault, withoutDot } from '../../discovery/message/name.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { candidates } from '../../discovery/resolver/candidates.ts';
import { isReply, type DnsClient } from '../../discovery/resolver/client.ts';
import { parseAddress } from '../../net/address.ts';
import { askServers, at, type AskManner } from './ask-servers.ts';
import { nslookupArgs, type NslookupArgs } from './nslookup-args.ts';
import { debugLines, shortLines } from './nslookup-lines.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** nslookup of BIND 9.18 (bind9-dnsutils), not interactive: same words on stdout and stderr, same exit code (bin/dig/nslookup.c). */
export function bindNslookup(client: DnsClient, words: readonly string[]): ToolRun {
  const args = nslookupArgs(words);
  const screen = new Screen();
  for (const type of args.unknownTypes) screen.out(`unknown query type: ${printable(type)}`);
  for (const word of args.invalid) screen.out(`*** Invalid option: ${printable(word.slice(1))}`);
  if (args.name === undefined) {
    screen.out('');
    return screen.ended(1);
  }
  const servers = serversFor(client, args.server);
  if (typeof servers === 'string') {
    screen.err(`nslookup: couldn't get address for '${printable(args.server ?? '')}': ${servers}`);
    return screen.ended(1);
  }
  return new Run(client, screen, args, servers).lookUp(args.name);
}

/** BIND's words for a name that cannot be sent. */
export function illegal(name: string, searched: boolean): string {
  const what = searched && !name.endsWith('.') ? 'in legal name syntax' : 'a legal name';
  return `'${printable(name)}' is not ${what} (${nameFault(absolute(name)) ?? 'syntax error'})`;
}

/** Why a server's name has no address: it does not exist, or nobody could say. */
export type ServerFault = 'not found' | 'failure';

/** The addresses to ask: those of resolv.conf, or what a server given by name or address resolves to. */
export function serversFor(client: DnsClient, given: string | undefined): readonly string[] | ServerFault {
  if (given === undefined) {
    const listed = client.settings.nameservers;
    return listed.length > 0 ? listed : ['127.0.0.1'];
  }
  if (parseAddress(given)) return [given];
  const [server = '127.0.0.1'] = client.settings.nameservers;
  for (const name of candidates(given, client.settings, 'bind')) {
    const { result } = client.ask(server, { name, type: 'A' });
    if (!isReply(result)) return 'failure';
    const found = result.answers.flatMap((record) => (record.type === 'A' ? [record.address] : []));
    if (found.length > 0) return found;
    if (result.rcode !== 'NXDOMAIN') return result.rcode === 'NOERROR' ? 'not found' : 'failure';
  }
  return 'not found';
}

class Run {
  readonly #client: DnsClient;
  readonly #screen: Screen;
  readonly #args: NslookupArgs;
  readonly #manner: AskManner;
  #failed = false;
  #withoutA = false;

  constructor(client: DnsClient, screen: Screen, args: NslookupArgs, servers: readonly string[]) {
    this.#client = client;
    this.#screen = screen;
    this.#args = args;
    const checkRecursion = args.server === undefined && args.recurse;
    this.#manner = { servers, port: args.port, tries: args.tries, checkRecursion, nextOnServfail: true };
  }

  lookUp(name: string): ToolRun {
    const literal = parseAddress(name);
    const { type } = this.#args;
    if (literal) this.#search([reverseName(literal)], type ?? 'PTR', reverseName(literal), type !== undefined);
    else if (nameFault(absolute(name)) !== undefined) {
      this.#screen.err(`nslookup: ${illegal(name, this.#client.settings.searches.length > 0)}`);
      return this.#screen.ended(1);
    } else this.#search(candidates(name, this.#client.settings, 'bind'), type ?? 'A', name, true);
    this.#screen.out('');
    return this.#screen.ended(this.#failed ? 1 : 0);
  }

  /** Asks for the names one after the other as long as they do not exist. `label` is how the first argument was typed. */
  #search(names: readonly string[], type: string, label: string, withHeader: boolean): void {
    for (const [index, name] of names.entries()) {
      const question = { name, type };
      const answered = askServers(this.#client, this.#screen, this.#manner, question);
      if (!answered) {
        this.#failed = true;
        return;
      }
      if (answered.reply.rcode === 'NXDOMAIN' && index < names.length - 1) continue;
      this.#print(question, answered.reply, answered.server, label, withHeader);
      return;
    }
  }

  #print(question: Question, reply: Reply, server: string, label: string, withHeader: boolean): void {
    const screen = this.#screen;
    if (withHeader) {
      screen.out(`Server:\t\t${printable(this.#args.server ?? server)}`);
      screen.out(`Address:\t${at(server, this.#manner.port)}`);
      screen.out('');
    }
    if (this.#args.debug) for (const line of debugLines(question, reply)) screen.out(line);
    if (reply.rcode !== 'NOERROR') {
      screen.out(`** server can't find ${printable(withoutDot(question.name))}: ${reply.rcode}`);
      this.#failed = true;
      return;
    }
    const both = this.#args.type === undefined;
    const { type } = question;
    if (!reply.authoritative && (!both || type === 'A' || type === 'PTR')) screen.out('Non-authoritative answer:');
    for (const line of shortLines(reply.answers)) screen.out(line);
    if (reply.answers.length === 0) {
      if (both && type === 'A') this.#withoutA = true;
      else if (!both || this.#withoutA || type === 'PTR') screen.out(`*** Can't find ${printable(label)}: No answer`);
    }
    if (!reply.authoritative && type !== 'A' && type !== 'AAAA') {
      screen.out('');
      screen.out('Authoritative answers can be found from:');
      for (const line of shortLines([...reply.authority, ...reply.additional], false)) screen.out(line);
    }
    if (both && type === 'A') {
      const next = lastAlias(reply, question.name);
      this.#search([next], 'AAAA', withoutDot(next), false);
    }
  }
}

/** The name at the end of the reply's chain of aliases. */
export function lastAlias(reply: Reply, asked: string): string {
  let name = asked;
  for (const record of reply.answers) {
    if (record.type === 'CNAME' && record.name.toLowerCase() === name.toLowerCase()) name = record.target;
  }
  return name;
}
