import type { Surroundings } from '../../cluster/transaction.ts';
import type { Question, Reply } from '../../discovery/message/reply.ts';
import type { ResolverSettings } from '../../discovery/resolv-conf/file.ts';
import { candidates } from '../../discovery/resolver/candidates.ts';
import { isReply, type DnsClient } from '../../discovery/resolver/client.ts';
import { at, DNS_PORT } from './ask-servers.ts';
import { isTransfer, type DigQuery } from './dig-args.ts';
import { answerMessage, queryMessage } from './dig-message.ts';
import { digMoment } from './dig-moment.ts';
import type { DigGlobals } from './dig-flags.ts';
import { digPacket, exchanged, type Envelope } from './dig-wire.ts';
import { timesTold } from './searched.ts';
import type { Screen } from './tool-run.ts';

export interface DigSetting {
  readonly client: DnsClient;
  readonly screen: Screen;
  readonly globals: Readonly<DigGlobals>;
  readonly query: DigQuery;
  readonly servers: readonly string[];
  readonly settings: ResolverSettings;
  readonly surroundings: Surroundings;
}

const TRUNCATED = 0x0200;
const UNREACHED = 9;

/** One of dig's look-ups: along the search list, from server to server, again over TCP where the answer was cut off. */
export class DigRun {
  readonly #of: DigSetting;
  #banner: readonly string[];
  #edns: number | undefined;

  constructor(setting: DigSetting, banner: readonly string[]) {
    this.#of = setting;
    this.#banner = banner;
    this.#edns = setting.query.flags.edns;
  }

  /** The exit code. */
  run(): number {
    const { query, settings } = this.#of;
    const names = candidates(query.name, settings, 'bind');
    for (const [index, name] of names.entries()) {
      const question = { name, type: query.type, class: query.class };
      const rcode = this.#ask(question, index === names.length - 1);
      if (rcode === undefined) return UNREACHED;
      if (rcode !== 'NXDOMAIN') break;
    }
    return 0;
  }

  /** Asks the servers in turn and prints the answer unless the search goes on; undefined: nobody could be reached. */
  #ask(question: Question, isLast: boolean): Reply['rcode'] | undefined {
    const { client, servers, globals, query } = this.#of;
    let { tries } = query.flags;
    for (const [index, server] of servers.entries()) {
      const result = globals.port === DNS_PORT ? client.ask(server, question).result : 'timeout';
      if (isReply(result)) {
        const rcode = this.#take(question, server, result, isLast, index === servers.length - 1);
        if (rcode !== undefined) return rcode;
        continue;
      }
      const words = result === 'timeout' ? 'timed out' : 'connection refused';
      for (; tries > 0; tries--) this.#comment(`;; communications error to ${at(server, globals.port)}: ${words}`);
      tries = 1;
    }
    this.#printLines([]);
    this.#comment(';; no servers could be reached');
    return undefined;
  }

  /** Sends until the answer is one to print; undefined: the next server is to be asked. */
  #take(
    question: Question,
    server: string,
    found: Reply,
    isLast: boolean,
    isLastServer: boolean,
  ): Reply['rcode'] | undefined {
    const { query, globals, screen, settings, surroundings } = this.#of;
    let tcp = isTransfer(question.type) || query.flags.tcp === true;
    for (;;) {
      const flags = { ...query.flags, edns: this.#edns };
      const { random } = surroundings;
      const identity = { id: random.integer(65_536), cookie: Array.from({ length: 8 }, () => random.integer(256)) };
      const packet = digPacket(question, flags, identity);
      const sent = { question, flags, identity, padding: packet.padding };
      if (flags.sendsShown) {
        const size = flags.stats ? [`;; QUERY SIZE: ${packet.bytes.length}`, ''] : [];
        this.#printLines([...(globals.short ? [] : queryMessage(sent, packet.bytes)), ...size]);
      }
      const transport = { protocol: tcp ? 'tcp' : 'udp', family: 4 } as const;
      const { reply, envelope } = exchanged(packet.bytes, transport, () => found);
      if (reply.rcode === 'BADVERS' && flags.negotiates && flags.edns !== undefined && flags.edns > 0) {
        this.#comment(';; BADVERS, retrying with EDNS version 0.');
        this.#edns = 0;
        continue;
      }
      if ((envelope.flags & TRUNCATED) !== 0 && !tcp && !flags.ignoreTruncation) {
        this.#comment(';; Truncated, retrying in TCP mode.');
        tcp = true;
        continue;
      }
      if (reply.rcode === 'SERVFAIL' && !flags.stopsOnServfail) {
        this.#comment(`;; Got SERVFAIL reply from ${server}${isLastServer ? '' : ', trying next server'}`);
        if (!isLastServer) return undefined;
      }
      const goesOn = reply.rcode === 'NXDOMAIN' && !isLast;
      if (goesOn && !globals.showsearch) return reply.rcode;
      const banner = this.#banner;
      this.#printLines(answerMessage(sent, reply, envelope, globals.short, server));
      if (isTransfer(question.type) && reply.answers.length === 0) screen.out('; Transfer failed.');
      else {
        const times = timesTold(query.name, question.name, settings, reply.rcode);
        for (let i = 0; i < times; i++) this.#statistics(envelope, server, tcp);
      }
      // A search that goes on is a new look-up to dig, which has its command line above it again.
      if (goesOn) this.#banner = banner;
      return reply.rcode;
    }
  }

  #statistics({ size }: Envelope, server: string, tcp: boolean): void {
    const { query, globals, screen, surroundings } = this.#of;
    if (globals.short) return;
    const from = `${at(server, globals.port)}(${query.server ?? server})`;
    const lines = [
      ';; Query time: 0 msec',
      `;; SERVER: ${from} (${tcp ? 'TCP' : 'UDP'})`,
      `;; WHEN: ${digMoment(surroundings.now)}`,
      `;; MSG SIZE  rcvd: ${size}`,
      '',
    ];
    if (query.flags.stats) for (const line of lines) screen.out(line);
    else if (query.flags.identify)
      for (const line of [`;; Received ${size} bytes from ${from} in 0 ms`, '']) screen.out(line);
  }

  /** The command's own line stands above the first message. */
  #printLines(lines: readonly string[]): void {
    for (const line of [...this.#banner, ...lines]) this.#of.screen.out(line);
    this.#banner = [];
  }

  #comment(line: string): void {
    if (this.#of.query.flags.comments) this.#of.screen.out(line);
  }
}
