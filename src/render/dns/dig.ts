import { absolute } from '../../discovery/message/name.ts';
import type { WireQuery } from '../../discovery/message/query.ts';
import { recordData } from '../../discovery/message/record.ts';
import type { Reply } from '../../discovery/message/reply.ts';
import { candidates } from '../../discovery/resolver/candidates.ts';
import type { DnsClient } from '../../discovery/resolver/client.ts';
import type { Surroundings } from '../../cluster/transaction.ts';
import { askServers, at, type AskManner } from './ask-servers.ts';
import { BIND_VERSION } from './bind-version.ts';
import { digArgs, type DigQuery } from './dig-args.ts';
import { digQuestion, onTheWire } from './dig-wire.ts';
import { digMoment } from './dig-moment.ts';
import { masterLineWith, questionLine, type LineFields } from './master-line.ts';
import { refusal, serversFor } from './nslookup.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** The dig whose words these are. */

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
    const refused = refusal(name, flags.search ? this.#client.settings : { ...this.#client.settings, searches: [] });
    if (refused) {
      this.#screen.err(`dig: ${refused.words}`);
      return refused.exitCode;
    }
    const names = flags.search && !reverse ? candidates(name, this.#client.settings, 'bind') : [absolute(name)];
    const manner: AskManner = {
      servers: this.#servers,
      port,
      tries,
      tcp: true,
      checkRecursion: false,
      nextOnServfail: false,
    };
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
    this.#screen.out(`; <<>> DiG ${BIND_VERSION} <<>> ${printable(this.#words.join(' '))}`.trimEnd());
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
    const wire = digQuestion(name, type, this.#query, this.#surroundings.random);
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
}
