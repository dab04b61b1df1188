import { nameFault, withoutDot } from '../../discovery/message/name.ts';
import { typeCode, typeName } from '../../discovery/message/record.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { candidates, hasEnoughDots } from '../../discovery/resolver/candidates.ts';
import type { ResolverSettings } from '../../discovery/resolv-conf/file.ts';
import { isReply, type DnsClient } from '../../discovery/resolver/client.ts';
import { parseAddress } from '../../net/address.ts';
import { askServers, at, type AskManner } from './ask-servers.ts';
import { nslookupArgs, type NslookupArgs, type NslookupLookup } from './nslookup-args.ts';
import { BIND_VERSION } from './bind-version.ts';
import { debugLines, shortLines } from './nslookup-lines.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

const USAGE = [
  'Usage:',
  '   nslookup [-opt ...]             # interactive mode using default server',
  "   nslookup [-opt ...] - server    # interactive mode using 'server'",
  "   nslookup [-opt ...] host        # just look up 'host' using default server",
  "   nslookup [-opt ...] host server # just look up 'host' using 'server'",
];

/** nslookup of BIND 9.18 (bind9-dnsutils), not interactive: same words on stdout and stderr, same exit code (bin/dig/nslookup.c). */
export function bindNslookup(client: DnsClient, words: readonly string[]): ToolRun {
  const args = nslookupArgs(words, client.settings);
  const { lookup } = args;
  const screen = new Screen();
  for (const line of args.said) screen.out(line);
  if (args.instead !== undefined) {
    for (const line of args.instead === 'usage' ? USAGE : [`nslookup ${BIND_VERSION}`]) screen.err(line);
    return screen.ended(args.instead === 'usage' ? 1 : 0);
  }
  if (lookup === undefined) {
    screen.out('');
    return screen.ended(1);
  }
  const servers = serversFor(client, args.server);
  if (typeof servers === 'string') {
    screen.err(`nslookup: couldn't get address for '${printable(args.server ?? '')}': ${servers}`);
    return screen.ended(1);
  }
  return new Run(client, screen, args, lookup, servers).run();
}

/** How BIND's tools end at a name that cannot be sent, and their words for it; undefined for any other name. */
export function refusal(name: string, settings: ResolverSettings): { words: string; exitCode: number } | undefined {
  const fault = nameFault(name);
  if (fault === undefined) return undefined;
  const searched = settings.searches.length > 0 && !hasEnoughDots(name, settings);
  const what = searched ? 'in legal name syntax' : 'a legal name';
  return { words: `'${printable(name)}' is not ${what} (${fault})`, exitCode: searched ? 1 : 10 };
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
  // What is no host name, the system's resolver does not even ask for.
  if (!/^\w/.test(given)) return 'not found';
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
  readonly #lookup: NslookupLookup;
  readonly #manner: AskManner;
  #failed = false;
  #withoutA = false;

  constructor(
    client: DnsClient,
    screen: Screen,
    args: NslookupArgs,
    lookup: NslookupLookup,
    servers: readonly string[],
  ) {
    this.#client = client;
    this.#screen = screen;
    this.#args = args;
    this.#lookup = lookup;
    const { tries, nextOnServfail, tcp } = lookup;
    const checkRecursion = args.server === undefined && lookup.recurse;
    this.#manner = { servers, port: args.port, tries, tcp, checkRecursion, nextOnServfail };
  }

  run(): ToolRun {
    const { name, type } = this.#lookup;
    const { settings } = this.#args;
    const literal = parseAddress(name);
    const refused = literal ? undefined : refusal(name, settings);
    if (refused) {
      this.#screen.err(`nslookup: ${refused.words}`);
      return this.#screen.ended(refused.exitCode);
    }
    if (literal) this.#search([reverseName(literal)], 'PTR', reverseName(literal));
    else this.#search(candidates(name, settings, 'bind'), type, name);
    this.#screen.out('');
    return this.#screen.ended(this.#failed ? 1 : 0);
  }

  /** Asks for the names one after the other as long as they do not exist. `label` is how the first argument was typed. */
  #search(names: readonly string[], type: string, label: string): void {
    for (const [index, name] of names.entries()) {
      const question = { name, type: upperType(type), class: this.#lookup.class };
      const answered = askServers(this.#client, this.#screen, this.#manner, question);
      if (!answered) {
        this.#failed = true;
        return;
      }
      const goesOn = answered.reply.rcode === 'NXDOMAIN' && index < names.length - 1;
      if (!goesOn || this.#args.debug) this.#print(question, answered.reply, answered.server, label);
      if (!goesOn) return;
    }
  }

  #print(question: Question, reply: Reply, server: string, label: string): void {
    const screen = this.#screen;
    const { both } = this.#args;
    const { type } = question;
    if (!both || type === 'A') {
      screen.out(`Server:\t\t${printable(this.#args.server ?? server)}`);
      screen.out(`Address:\t${at(server, this.#manner.port)}`);
      screen.out('');
    }
    if (this.#args.debug) for (const line of debugLines(question, reply)) screen.out(line);
    if (reply.rcode !== 'NOERROR') {
      screen.out(`** server can't find ${printable(withoutDot(question.name))}: ${reply.rcode}`);
      if (isTransfer(type)) screen.out('; Transfer failed.');
      this.#failed = true;
      return;
    }
    if (!reply.authoritative && (!both || type === 'A')) screen.out('Non-authoritative answer:');
    for (const line of shortLines(reply.answers)) screen.out(line);
    if (reply.answers.length === 0) {
      if (both && type === 'A') this.#withoutA = true;
      else if (!both || (this.#withoutA && type === 'AAAA'))
        screen.out(`*** Can't find ${printable(label)}: No answer`);
    }
    if (!reply.authoritative && type !== 'A' && type !== 'AAAA') {
      screen.out('');
      screen.out('Authoritative answers can be found from:');
      for (const line of shortLines([...reply.authority, ...reply.additional], false)) screen.out(line);
    }
    if (both && type === 'A') {
      const next = lastAlias(reply, question.name);
      this.#search([next], 'AAAA', withoutDot(next));
    }
  }
}

/** A type by the name that the wire's number has. */
function upperType(type: string): string {
  return typeName(typeCode(type) ?? 0);
}

function isTransfer(type: string): boolean {
  return type === 'AXFR' || type === 'IXFR';
}

/** The name at the end of the reply's chain of aliases. */
export function lastAlias(reply: Reply, asked: string): string {
  let name = asked;
  for (const record of reply.answers) {
    if (record.type === 'CNAME' && record.name.toLowerCase() === name.toLowerCase()) name = record.target;
  }
  return name;
}
