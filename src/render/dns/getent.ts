import type { Cluster } from '../../cluster/cluster.ts';
import { withoutDot } from '../../discovery/message/name.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import { familiesOf, type Asker } from '../../discovery/resolver/asker.ts';
import { isReply, type DnsClient, type Exchange } from '../../discovery/resolver/client.ts';
import { resolveFor, type ResolveOptions } from '../../discovery/resolver/resolve.ts';
import { parseAddress } from '../../net/address.ts';
import { atonAddress } from '../../net/aton.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** Exit codes of getent: 1 unknown database, 2 key not found. */
const NOT_FOUND = 2;

/** glibc's getent for hosts: `getent hosts|ahosts|ahostsv4|ahostsv6 KEY...`. */
export function getent(
  cluster: Cluster,
  asker: Asker,
  client: DnsClient,
  words: readonly string[],
  options: ResolveOptions,
): ToolRun & { exchanges: readonly Exchange[] } {
  const screen = new Screen();
  const [database = '', ...keys] = words;
  const exchanges: Exchange[] = [];
  let code = 0;
  const look: Look = (key, family) => {
    const found = resolveFor(cluster, asker, key, family === undefined ? options : { ...options, family });
    exchanges.push(...found.queries);
    const aliases = found.queries.flatMap(({ result }) =>
      isReply(result)
        ? result.answers.flatMap((record) => (record.type === 'CNAME' ? [withoutDot(record.name)] : []))
        : [],
    );
    return {
      addresses: found.addresses,
      names: [...new Set([withoutDot(found.canonicalName ?? key), ...(found.aliases ?? aliases)])],
    };
  };
  if (!/^(hosts|ahosts|ahostsv4|ahostsv6)$/.test(database)) {
    screen.err(`Unknown database: ${printable(database)}`);
    screen.out("Try `getent --help' or `getent --usage' for more information.");
    return { ...screen.ended(1), exchanges };
  }
  for (const key of keys) {
    const lines =
      database === 'hosts'
        ? hostLines(client, key, look)
        : streamLines(key, database, familiesOf(cluster, asker), look);
    if (lines.length === 0) code = NOT_FOUND;
    for (const line of lines) screen.out(line);
  }
  return { ...screen.ended(code), exchanges: [...client.exchanges, ...exchanges] };
}

type Look = (key: string, family?: 4 | 6) => { addresses: readonly string[]; names: readonly string[] };

/** IPv6 with the whole search list first, then IPv4; an address is looked up the other way round. */
function hostLines(client: DnsClient, key: string, look: Look): string[] {
  const literal = parseAddress(key);
  if (literal) {
    const [server = '127.0.0.1'] = client.settings.nameservers;
    const { result } = client.ask(server, { name: reverseName(literal), type: 'PTR' });
    const found = isReply(result) ? result.answers.find(({ type }) => type === 'PTR') : undefined;
    return found?.type === 'PTR' ? [`${padded(literal.text)}${printable(withoutDot(found.target))}`] : [];
  }
  const number = /^[\d.]*\d$/.test(key) ? atonAddress(key) : undefined;
  if (number) return [`${padded(number.text)}${key}`];
  const six = look(key, 6);
  const { addresses, names } = six.addresses.length > 0 ? six : look(key, 4);
  return addresses.map((address) => `${padded(address)}${names.map(printable).join(' ')}`);
}

/**
 * What getaddrinfo finds in the families of which there is an address to send from (AI_ADDRCONFIG); where IPv6 is asked for and there is
 * none, IPv4 in its clothes (AI_V4MAPPED).
 */
function streamLines(key: string, database: string, own: ReadonlySet<4 | 6>, look: Look): string[] {
  const asked = database === 'ahostsv4' ? 4 : database === 'ahostsv6' ? 6 : undefined;
  if (asked !== undefined && !own.has(asked)) return [];
  const family = asked ?? (own.size === 1 ? [...own][0] : undefined);
  let { addresses, names } = look(key, family);
  if (asked === 6 && addresses.length === 0) {
    ({ addresses, names } = look(key, 4));
    addresses = addresses.map((address) => `::ffff:${address}`);
  }
  // RFC 6724 as glibc has it: IPv6 goes first where there is an address to send it from.
  const ordered =
    own.size > 1 ? [...addresses].sort((a, b) => Number(b.includes(':')) - Number(a.includes(':'))) : addresses;
  return ordered.flatMap((address, index) => [
    `${padded(address)}STREAM ${index === 0 ? printable(names[0] ?? key) : ''}`,
    `${padded(address)}DGRAM  `,
    `${padded(address)}RAW    `,
  ]);
}

function padded(address: string): string {
  return `${address.padEnd(15)} `;
}
