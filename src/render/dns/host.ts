import type { ResolverSettings } from '../../discovery/resolv-conf/file.ts';
import { candidates } from '../../discovery/resolver/candidates.ts';
import type { DnsClient } from '../../discovery/resolver/client.ts';
import { withoutDot } from '../../discovery/message/name.ts';
import { rcodeNumber, recordData, type ResourceRecord } from '../../discovery/message/record.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import { askServers, at, isCut, type AskManner } from './ask-servers.ts';
import { isTransfer } from './dig-args.ts';
import { hostArgs, hostName, type HostArgs } from './host-args.ts';
import { hostMessage, hostPacket } from './host-message.ts';
import { lastAlias, refusal, serversFor } from './nslookup.ts';
import { printable } from './printable.ts';
import { timesTold } from './searched.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** How `host` puts a record into words. */
const WORDS: Readonly<Record<string, string>> = {
  A: 'has address', NS: 'name server', CNAME: 'is an alias for', SOA: 'has SOA record', PTR: 'domain name pointer',
  MX: 'mail is handled by', TXT: 'descriptive text', AAAA: 'has IPv6 address', SRV: 'has SRV record',
}; // prettier-ignore

/** host of BIND 9.18: the same words and exit codes (bin/dig/host.c). */
export function host(client: DnsClient, words: readonly string[]): ToolRun {
  const screen = new Screen();
  const args = hostArgs(words);
  if ('words' in args) {
    for (const line of args.words) screen.err(printable(line));
    return screen.ended(args.exitCode);
  }
  const servers = serversFor(client, args.server);
  if (typeof servers === 'string') {
    screen.err(`host: couldn't get address for '${printable(args.server ?? '')}': ${servers}`);
    return screen.ended(1);
  }
  const { ndots } = args;
  const options = [...client.settings.options, ...(ndots === undefined ? [] : [`ndots:${ndots}`])];
  const settings = { ...client.settings, options };
  const refused = refusal(hostName(args), settings);
  if (refused) {
    screen.err(`host: ${refused.words}`);
    return screen.ended(args.type === 'AXFR' ? 3 : 1);
  }
  return new HostRun(client, screen, args, servers, settings).run();
}

class HostRun {
  readonly #client: DnsClient;
  readonly #screen: Screen;
  readonly #args: HostArgs;
  readonly #manner: AskManner;
  readonly #settings: ResolverSettings;
  #namesServer: boolean;
  #failed = false;

  constructor(
    client: DnsClient,
    screen: Screen,
    args: HostArgs,
    servers: readonly string[],
    settings: ResolverSettings,
  ) {
    this.#client = client;
    this.#screen = screen;
    this.#args = args;
    this.#settings = settings;
    this.#namesServer = args.server !== undefined;
    const checkRecursion = args.server === undefined && args.recurse;
    const { port, tries, tcp, nextOnServfail } = args;
    this.#manner = { servers, port, tries, tcp, checkRecursion, nextOnServfail, quiet: true };
  }

  run(): ToolRun {
    const { type, usual } = this.#args;
    const found = this.#lookUp(hostName(this.#args), type, this.#settings);
    if (found && usual) {
      const target = withoutDot(lastAlias(found.reply, found.name));
      for (const more of ['AAAA', 'MX']) this.#lookUp(target, more, undefined);
    }
    return this.#screen.ended(this.#failed ? 1 : 0);
  }

  /** One look-up, along the search list where there are settings; undefined: there was no answer to go on from. */
  #lookUp(
    typed: string,
    type: string,
    settings: ResolverSettings | undefined,
  ): { reply: Reply; name: string } | undefined {
    const names = settings ? candidates(typed, settings, 'bind') : [`${typed}.`];
    for (const [index, name] of names.entries()) {
      const question = { name, type, class: this.#args.class };
      this.#trying(name);
      const answered = askServers(this.#client, this.#screen, this.#manner, question);
      if (!answered) {
        this.#failed = true;
        return undefined;
      }
      const { reply, server } = answered;
      if (!this.#manner.tcp && isCut(question, reply)) this.#trying(name);
      if (reply.rcode === 'NXDOMAIN' && index < names.length - 1) continue;
      this.#print(question, reply, server, typed);
      const times = settings ? timesTold(typed, name, settings, reply.rcode) : 1;
      if (isTransfer(type) && reply.answers.length === 0) this.#screen.out('; Transfer failed.');
      else for (let i = 0; i < times; i++) this.#received(question, reply, server);
      return reply.rcode === 'NOERROR' ? { reply, name } : undefined;
    }
    return undefined;
  }

  #print(question: Question, reply: Reply, server: string, typed: string): void {
    const { server: given, usual, verbose, recurse } = this.#args;
    if (this.#namesServer) {
      const address = `Address: ${at(server, this.#manner.port)}`;
      for (const line of ['Using domain server:', `Name: ${printable(given ?? '')}`, address, 'Aliases: ', ''])
        this.#screen.out(line);
      this.#namesServer = false;
    }
    const name = printable(withoutDot(question.name));
    if (reply.rcode !== 'NOERROR') {
      const shown = reply.rcode === 'NXDOMAIN' ? printable(typed) : name;
      this.#screen.out(`Host ${shown} not found: ${rcodeNumber(reply.rcode)}(${reply.rcode})`);
      this.#failed = true;
    } else if (verbose) for (const line of hostMessage(question, reply, recurse)) this.#screen.out(line);
    else {
      for (const record of reply.answers) this.#screen.out(inWords(record));
      if (reply.answers.length === 0 && !usual) this.#screen.out(`${name} has no ${question.type} record`);
    }
  }

  #trying(name: string): void {
    if (this.#args.verbose) this.#screen.out(`Trying "${printable(withoutDot(name))}"`);
  }

  #received(question: Question, reply: Reply, server: string): void {
    if (!this.#args.verbose) return;
    const { length } = hostPacket(question, reply);
    this.#screen.out(`Received ${length} bytes from ${at(server, this.#manner.port)} in 0 ms`);
  }
}

function inWords(record: ResourceRecord): string {
  const words = WORDS[record.type] ?? `has ${record.type} record`;
  return `${printable(withoutDot(record.name))} ${words} ${printable(recordData(record))}`;
}
