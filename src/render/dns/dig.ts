import { encodeReply } from '../../discovery/message/encode.ts';
import { absolute, nameFault } from '../../discovery/message/name.ts';
import { readQuery, type WireQuery } from '../../discovery/message/query.ts';
import { recordData, typeCode } from '../../discovery/message/record.ts';
import type { Reply } from '../../discovery/message/reply.ts';
import { candidates } from '../../discovery/resolver/candidates.ts';
import type { DnsClient } from '../../discovery/resolver/client.ts';
import { MessageWriter } from '../../discovery/message/writer.ts';
import type { Surroundings } from '../../cluster/transaction.ts';
import { askServers, at, type AskManner } from './ask-servers.ts';
import { digArgs, type DigQuery } from './dig-args.ts';
import { digMoment } from './dig-moment.ts';
import { masterLineWith, questionLine, type LineFields } from './master-line.ts';
import { illegal, serversFor } from './nslookup.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** The dig whose words these are. */
const VERSION = '9.18.49-1~deb12u3-Debian';

/** dig of BIND 9.18: banner, sections, columns and exit codes; id, cookie and moment come from the surroundings. */
export function dig(client: DnsClient, words: readonly string[], surroundings: Surroundings): ToolRun {
  const screen = new Screen();
  const { queries, problem, warnings } = digArgs(words);
  for (const warning of warnings) screen.err(warning);
  if (problem !== undefined) {
    screen.err(printable(problem));
    screen.err('Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}');
    screen.err('            {global-d-opt} host [@local-server] {local-d-opt}');
    screen.err('            [ host [@local-server] {local-d-opt} [...]]');
    screen.err('');
    screen.err('Use "dig -h" (or "dig -h | more") for complete list of options');
    return screen.ended(1);
  }
  let code = 0;
  for (const [index, query] of queries.entries()) {
    const servers = serversFor(client, query.server);
    if (typeof servers === 'string') {
      screen.err(`dig: couldn't get address for '${printable(query.server ?? '')}': ${servers}`);
      return screen.ended(10);
    }
    const ended = new DigRun(client, screen, query, servers, surroundings, words, index === 0).run();
    code = Math.max(code, ended);
  }
  return screen.ended(code);
}

class DigRun {
  readonly #client: DnsClient;
  readonly #screen: Screen;
  readonly #query: DigQuery;
  readonly #servers: readonly string[];
  readonly #surroundings: Surroundings;
  readonly #words: readonly string[];
  readonly #first: boolean;

  constructor(
    client: DnsClient,
    screen: Screen,
    query: DigQuery,
    servers: readonly string[],
    surroundings: Surroundings,
    words: readonly string[],
    first: boolean,
  ) {
    this.#client = client;
    this.#screen = screen;
    this.#query = query;
    this.#servers = servers;
    this.#surroundings = surroundings;
    this.#words = words;
    this.#first = first;
  }

  run(): number {
    const { name, type, flags, tries, port, reverse } = this.#query;
    if (nameFault(absolute(name)) !== undefined) {
      this.#screen.err(`dig: ${illegal(name, flags.search)}`);
      return 10;
    }
    const names = flags.search && !reverse ? candidates(name, this.#client.settings, 'bind') : [absolute(name)];
    const manner: AskManner = { servers: this.#servers, port, tries, checkRecursion: false, nextOnServfail: false };
    for (const [index, candidate] of names.entries()) {
      const quiet = new Screen();
      const answered = askServers(this.#client, quiet, manner, { name: candidate, type });
      const comments = quiet
        .ended(0)
        .stdout.split('\n')
        .filter((line) => line !== '');
      if (!answered) return this.#unreached(comments.slice(0, -1));
      if (answered.reply.rcode === 'NXDOMAIN' && index < names.length - 1) continue;
      for (const comment of comments) this.#screen.out(comment);
      this.#print(candidate, type, answered.reply, answered.server);
      break;
    }
    return 0;
  }

  #unreached(comments: readonly string[]): number {
    if (this.#query.flags.comments) for (const comment of comments) this.#screen.out(comment);
    this.#banner();
    if (this.#query.flags.comments) this.#screen.out(';; no servers could be reached');
    return 9;
  }

  #banner(): void {
    if (!this.#query.flags.cmd || !this.#first) return;
    this.#screen.out('');
    this.#screen.out(`; <<>> DiG ${VERSION} <<>> ${printable(this.#words.join(' '))}`.trimEnd());
    if (this.#query.server !== undefined) {
      const { length } = this.#servers;
      this.#screen.out(`; (${length} server${length === 1 ? '' : 's'} found)`);
    }
    this.#screen.out(';; global options: +cmd');
  }

  #print(name: string, type: string, reply: Reply, server: string): void {
    const { flags } = this.#query;
    if (flags.short) {
      const from = flags.identify ? ` from server ${server} in 0 ms.` : '';
      for (const record of reply.answers) this.#screen.out(`${printable(recordData(record))}${from}`);
      return;
    }
    this.#banner();
    if ((type === 'AXFR' || type === 'IXFR') && reply.answers.length === 0) {
      this.#screen.out('; Transfer failed.');
      return;
    }
    const wire = this.#wireQuery(name, type);
    const { transport, size, truncated, counts } = onTheWire(wire, reply, flags.tcp || type === 'ANY');
    if (flags.comments) this.#header(name, reply, wire, truncated, counts);
    if (flags.comments && wire.edns) this.#pseudoSection(wire);
    const sections: [boolean, string, readonly string[]][] = [
      [flags.question, 'QUESTION', [questionLine(name, type, this.#fields)]],
      [flags.answer, 'ANSWER', reply.answers.slice(0, counts[0]).map((record) => masterLineWith(record, this.#fields))],
      [
        flags.authority,
        'AUTHORITY',
        reply.authority.slice(0, counts[1]).map((record) => masterLineWith(record, this.#fields)),
      ],
      [
        flags.additional,
        'ADDITIONAL',
        reply.additional.slice(0, counts[2]).map((record) => masterLineWith(record, this.#fields)),
      ],
    ];
    for (const [shown, title, lines] of sections) {
      if (!shown || lines.length === 0) continue;
      if (flags.comments) this.#screen.out(`;; ${title} SECTION:`);
      for (const line of lines) this.#screen.out(line);
      if (flags.comments) this.#screen.out('');
    }
    if (!flags.stats) return;
    this.#screen.out(';; Query time: 0 msec');
    this.#screen.out(`;; SERVER: ${at(server, this.#query.port)}(${this.#query.server ?? server}) (${transport})`);
    this.#screen.out(`;; WHEN: ${digMoment(this.#surroundings.now)}`);
    this.#screen.out(`;; MSG SIZE  rcvd: ${size}`);
    this.#screen.out('');
  }

  #header(name: string, reply: Reply, wire: WireQuery, truncated: boolean, counts: readonly number[]): void {
    const { flags } = this.#query;
    const screen = this.#screen;
    screen.out(';; Got answer:');
    if (/(^|\.)local\.$/i.test(name)) {
      screen.out(';; WARNING: .local is reserved for Multicast DNS');
      screen.out(';; You are currently testing what happens when an mDNS query is leaked to DNS');
    }
    screen.out(`;; ->>HEADER<<- opcode: QUERY, status: ${reply.rcode}, id: ${wire.id}`);
    const set = [
      'qr', reply.authoritative && 'aa', truncated && 'tc', flags.recurse && 'rd', reply.recursionAvailable && 'ra',
    ].filter((flag) => typeof flag === 'string'); // prettier-ignore
    const additional = (counts[2] ?? 0) + (wire.edns ? 1 : 0);
    screen.out(
      `;; flags: ${set.join(' ')}; QUERY: 1, ANSWER: ${counts[0]}, AUTHORITY: ${counts[1]}, ADDITIONAL: ${additional}`,
    );
    if (flags.recurse && !reply.recursionAvailable) screen.out(';; WARNING: recursion requested but not available');
    screen.out('');
  }

  #pseudoSection({ edns }: WireQuery): void {
    this.#screen.out(';; OPT PSEUDOSECTION:');
    this.#screen.out(`; EDNS: version: 0, flags:${edns?.dnssecOk ? ' do' : ''}; udp: ${edns?.size ?? 0}`);
    const cookie = edns?.options.subarray(4) ?? new Uint8Array();
    if (cookie.length > 0) this.#screen.out(`; COOKIE: ${Buffer.from(cookie).toString('hex')} (echoed)`);
  }

  get #fields(): LineFields {
    const { ttlid, class: withClass, ttlunits, multiline } = this.#query.flags;
    return { ttl: ttlid, class: withClass, units: ttlunits, multiline };
  }

  /** The query as dig sends it: EDNS with 1232 bytes and a client cookie, which CoreDNS sends back as it came. */
  #wireQuery(name: string, type: string): WireQuery {
    const { flags, bufsize } = this.#query;
    const { random } = this.#surroundings;
    const id = random.integer(65536);
    const writer = new MessageWriter(false);
    writer.u16(id);
    writer.u16((flags.recurse ? 0x0100 : 0) | 0x0020);
    for (const count of [1, 0, 0, flags.edns ? 1 : 0]) writer.u16(count);
    writer.question(name, type);
    if (flags.edns) {
      writer.u8(0);
      writer.u16(typeCode('OPT') ?? 41);
      writer.u16(bufsize);
      writer.u32(flags.dnssec ? 0x8000 : 0);
      writer.u16(flags.cookie ? 12 : 0);
      if (flags.cookie) for (const value of [10, 8]) writer.u16(value);
      if (flags.cookie) for (let i = 0; i < 8; i++) writer.u8(random.integer(256));
    }
    const read = readQuery(writer.done());
    if ('rcode' in read) throw new Error('dig wrote a query that cannot be read');
    return read;
  }
}

/** The reply as it would arrive: over TCP where UDP cannot hold it. */
function onTheWire(
  query: WireQuery,
  reply: Reply,
  tcp: boolean,
): { transport: string; size: number; truncated: boolean; counts: number[] } {
  const udp = encodeReply(query, reply);
  const isCut = ((udp[2] ?? 0) & 2) !== 0;
  const bytes = tcp || isCut ? encodeReply(query, reply, { protocol: 'tcp', family: 4 }) : udp;
  const count = (offset: number): number => ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
  const counts = [count(6), count(8), count(10) - (query.edns ? 1 : 0)];
  return {
    transport: tcp || isCut ? 'TCP' : 'UDP',
    size: bytes.length,
    truncated: ((bytes[2] ?? 0) & 2) !== 0,
    counts,
  };
}
