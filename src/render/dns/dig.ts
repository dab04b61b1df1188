import type { Surroundings } from '../../cluster/transaction.ts';
import type { ResolverSettings } from '../../discovery/resolv-conf/file.ts';
import type { DnsClient } from '../../discovery/resolver/client.ts';
import { BIND_VERSION } from './bind-version.ts';
import { digArgs, type DigArgs } from './dig-args.ts';
import { DigRun } from './dig-run.ts';
import { refusal, serversFor } from './nslookup.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

const USAGE = [
  'Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}',
  '            {global-d-opt} host [@local-server] {local-d-opt}',
  '            [ host [@local-server] {local-d-opt} [...]]',
  '',
  'Use "dig -h" (or "dig -h | more") for complete list of options',
];

/** dig of BIND 9.18: banner, sections, columns and exit codes; id, cookie and moment come from the surroundings. */
export function dig(client: DnsClient, words: readonly string[], surroundings: Surroundings): ToolRun {
  const screen = new Screen();
  const args = digArgs(words);
  if (args.instead) {
    if (args.instead === 'version') screen.err(`DiG ${BIND_VERSION}`);
    else for (const line of USAGE) screen.out(line);
    return screen.ended(0);
  }
  for (const warning of args.warnings) screen.err(printable(warning));
  if (args.problem) {
    const { words: refused, exitCode, usage, said } = args.problem;
    if (said !== undefined) screen.out(printable(said));
    for (const line of [printable(refused), ...(usage ? USAGE : [])]) screen.err(line);
    return screen.ended(exitCode);
  }
  let code = 0;
  for (const [index, query] of args.queries.entries()) {
    const servers = serversFor(client, query.server);
    if (typeof servers === 'string') {
      screen.err(`dig: couldn't get address for '${printable(query.server ?? '')}': ${servers}`);
      return screen.ended(1);
    }
    const settings = settingsFor(args, client.settings);
    const refused = refusal(query.name, settings);
    if (refused) {
      screen.err(`dig: ${refused.words}`);
      return screen.ended(refused.exitCode);
    }
    const banner = index === 0 ? bannerLines(args, words, servers.length) : [];
    const { globals } = args;
    const run = new DigRun({ client, screen, globals, query, servers, settings, surroundings }, banner);
    code = Math.max(code, run.run());
  }
  return screen.ended(code);
}

/** resolv.conf as dig takes it: no search list unless asked for. */
function settingsFor({ globals }: DigArgs, given: ResolverSettings): ResolverSettings {
  const { search, domain, ndots } = globals;
  const searches = domain === undefined ? (search ? given.searches : []) : [domain];
  return { ...given, searches, options: [...given.options, ...(ndots === undefined ? [] : [`ndots:${ndots}`])] };
}

function bannerLines({ banner, globals }: DigArgs, words: readonly string[], servers: number): string[] {
  if (!banner.shown || !globals.cmd || globals.short) return [];
  return [
    '',
    `; <<>> DiG ${BIND_VERSION} <<>> ${printable(words.join(' '))}`.trimEnd(),
    ...(banner.withServer ? [`; (${servers} server${servers === 1 ? '' : 's'} found)`] : []),
    ';; global options: +cmd',
  ];
}
