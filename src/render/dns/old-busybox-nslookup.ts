import type { Cluster } from '../../cluster/cluster.ts';
import { absolute, withoutDot } from '../../discovery/message/name.ts';
import { reverseName } from '../../discovery/message/reverse.ts';
import type { Asker } from '../../discovery/resolver/asker.ts';
import { isReply, type ClientOptions, type DnsClient } from '../../discovery/resolver/client.ts';
import { resolveFor } from '../../discovery/resolver/resolve.ts';
import { parseAddress } from '../../net/address.ts';
import { printable } from './printable.ts';
import { Screen, type ToolRun } from './tool-run.ts';

/** busybox's nslookup up to 1.28: getaddrinfo with the whole search list, each address with the name that its PTR record gives. */
export function oldBusyboxNslookup(
  cluster: Cluster,
  asker: Asker,
  client: DnsClient,
  words: readonly string[],
  options: ClientOptions,
): ToolRun {
  const screen = new Screen();
  const [name, given] = words;
  if (name === undefined || name.startsWith('-')) {
    screen.err('Usage: nslookup [HOST] [SERVER]');
    return screen.ended(1);
  }
  const [server = '127.0.0.1'] = given === undefined ? client.settings.nameservers : [given];
  const addressLine = (address: string, index: number): string => {
    const pointer = reverseOf(client, server, address);
    return `Address ${index + 1}: ${address}${pointer === undefined ? '' : ` ${pointer}`}`;
  };
  screen.out(`${'Server:'.padEnd(10)} ${printable(server)}`);
  screen.out(addressLine(server, 0));
  screen.out('');
  const { addresses } = resolveFor(cluster, asker, name, options);
  if (addresses.length === 0) {
    screen.err(`nslookup: can't resolve '${printable(name)}'`);
    return screen.ended(1);
  }
  screen.out(`${'Name:'.padEnd(10)} ${printable(name)}`);
  for (const [index, address] of addresses.entries()) screen.out(addressLine(address, index));
  return screen.ended(0);
}

function reverseOf(client: DnsClient, server: string, text: string): string | undefined {
  const address = parseAddress(text);
  if (!address) return undefined;
  const { result } = client.ask(server, { name: absolute(reverseName(address)), type: 'PTR' });
  if (!isReply(result)) return undefined;
  const found = result.answers.find((record) => record.type === 'PTR');
  return found?.type === 'PTR' ? printable(withoutDot(found.target)) : undefined;
}
