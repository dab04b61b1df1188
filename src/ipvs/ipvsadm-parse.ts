import { parseAddress, type Address } from '../net/address.ts';
import { UserError } from '../net/user-error.ts';
import type { RealServer, VirtualServer } from './model.ts';

/** The virtual servers in the text of `ipvsadm -Ln` or of `ipvsadm -Sn`. Throws UserError with the line that is neither. */
export function parseIpvsadm(text: string): VirtualServer[] {
  const servers: (VirtualServer & { readonly realServers: RealServer[] })[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trimEnd();
    if (line === '' || line.startsWith('#') || line.startsWith('IP Virtual Server') || line.startsWith('Prot '))
      continue;
    if (line.startsWith('  -> RemoteAddress')) continue;
    const server = line.startsWith('-A ') ? savedServer(line) : listedServer(line);
    if (server) {
      servers.push(server);
      continue;
    }
    const real = line.startsWith('-a ') ? savedReal(line) : listedReal(line);
    const last = servers.at(-1);
    if (!real || !last)
      throw new UserError(`ipvsadm listing, line ${index + 1}: not understood: ${JSON.stringify(line.slice(0, 80))}`);
    last.realServers.push(real);
  }
  return servers;
}

type Server = VirtualServer & { readonly realServers: RealServer[] };

function listedServer(line: string): Server | undefined {
  const found = /^(TCP|UDP|SCTP) +(\S+) (\S+)(?: \(([^)]*)\))?(?: persistent (\d+))?(?: mask (\S+))?$/.exec(line);
  return found ? newServer(found[1] ?? '', found[2], found[3], found[5], found[6], found[4]) : undefined;
}

function savedServer(line: string): Server | undefined {
  const words = line.split(/ +/);
  const option = words[1] ?? '';
  const protocol = { '-t': 'TCP', '-u': 'UDP', '--sctp-service': 'SCTP' }[option];
  if (protocol === undefined) return undefined;
  const after = (name: string): string | undefined => {
    const at = words.indexOf(name, 3);
    return at < 0 ? undefined : words[at + 1];
  };
  return newServer(protocol, words[2], after('-s'), after('-p'), after('-M'), after('-b'));
}

function newServer(
  protocol: string,
  place: string | undefined,
  scheduler: string | undefined,
  persistent: string | undefined,
  mask: string | undefined,
  flags: string | undefined,
): Server | undefined {
  const at = splitPlace(place ?? '');
  if (!at || scheduler === undefined) return undefined;
  return {
    protocol: protocol.toLowerCase() as 'tcp',
    ...at,
    scheduler,
    ...(persistent !== undefined && { persistentSeconds: Number(persistent) }),
    ...(mask !== undefined && { persistenceMask: mask }),
    ...(flags !== undefined && { flags: flags.split(',') }),
    realServers: [],
  };
}

function listedReal(line: string): RealServer | undefined {
  const found = /^ {2}-> (\S+) +(Masq|Route|Tunnel) +(\d+) +(\d+) +(\d+)$/.exec(line);
  const at = splitPlace(found?.[1] ?? '');
  if (!found || !at) return undefined;
  return {
    ...at,
    forward: found[2] as 'Masq',
    weight: Number(found[3]),
    activeConnections: Number(found[4]),
    inactiveConnections: Number(found[5]),
  };
}

function savedReal(line: string): RealServer | undefined {
  const found = /^-a \S+ \S+ -r (\S+) -([mgi])(?: -w (\d+))?/.exec(line);
  const at = splitPlace(found?.[1] ?? '');
  if (!found || !at) return undefined;
  const forward = { m: 'Masq', g: 'Route', i: 'Tunnel' }[found[2] ?? ''] as 'Masq';
  return { ...at, forward, weight: Number(found[3] ?? 1), activeConnections: 0, inactiveConnections: 0 };
}

/** `10.0.0.1:80` or `[fd00::1]:80`. */
function splitPlace(text: string): { address: Address; port: number } | undefined {
  const found = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+)):(\d{1,5})$/.exec(text);
  const address = parseAddress(found?.[1] ?? found?.[2] ?? '');
  return address && found ? { address, port: Number(found[3]) } : undefined;
}
