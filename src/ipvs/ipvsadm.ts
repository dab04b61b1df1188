import { hostPort } from '../net/address.ts';
import type { RealServer, VirtualServer } from './model.ts';
import { sortRealServers, sortVirtualServers } from './order.ts';

/** The size of the kernel's connection table unless told otherwise (conn_tab_bits 12). */
const TABLE_SIZE = 4096;
const VERSION = `IP Virtual Server version 1.2.1 (size=${TABLE_SIZE})\n`;

/** How to write a host and a port; ipvsadm without -n asks the resolver and /etc/services. */
export type Naming = (address: RealServer['address'], port: number, protocol: VirtualServer['protocol']) => string;

export const numeric: Naming = (address, port) => hostPort(address.text, port);

/** The text of `ipvsadm -Ln` (1.31). */
export function listText(servers: readonly VirtualServer[], naming: Naming = numeric): string {
  const parts = [
    VERSION,
    'Prot LocalAddress:Port Scheduler Flags\n',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n',
  ];
  for (const server of sortVirtualServers(servers)) {
    parts.push(`${serverName(server, naming)} ${server.scheduler}${flagsText(server)}\n`);
    for (const real of sortRealServers(server.realServers)) {
      parts.push(`  -> ${naming(real.address, real.port, server.protocol).padEnd(28)} ${columnsOf(real)}\n`);
    }
  }
  return parts.join('');
}

const columns = new Map<string, string>();

/** Forwarding, weight and connections: the same for nearly all servers. */
function columnsOf({ forward, weight, activeConnections, inactiveConnections }: RealServer): string {
  const key = `${forward} ${weight} ${activeConnections} ${inactiveConnections}`;
  let text = columns.get(key);
  if (text === undefined) {
    const active = String(activeConnections).padEnd(10);
    text = `${forward.padEnd(7)} ${String(weight).padEnd(6)} ${active} ${String(inactiveConnections).padEnd(10)}`;
    if (columns.size < MOST_COLUMNS) columns.set(key, text);
  }
  return text;
}

const MOST_COLUMNS = 1000;

/** One virtual server as its line in `ipvsadm -Ln` begins: `TCP  10.96.0.1:443`. */
export function serverName(server: VirtualServer, naming: Naming = numeric): string {
  return `${server.protocol.toUpperCase().padEnd(4)} ${naming(server.address, server.port, server.protocol)}`;
}

/** The whole line of a virtual server. */
export function serverLine(server: VirtualServer): string {
  return `${serverName(server)} ${server.scheduler}${flagsText(server)}`;
}

function flagsText({ flags, persistentSeconds, persistenceMask }: VirtualServer): string {
  let text = flags && flags.length > 0 ? ` (${flags.join(',')})` : '';
  if (persistentSeconds !== undefined) text += ` persistent ${persistentSeconds}`;
  if (persistenceMask !== undefined) text += ` mask ${persistenceMask}`;
  return text;
}

/** Packets and bytes of one virtual or real server. */
export interface Traffic {
  readonly connections: number;
  readonly inPackets: number;
  readonly outPackets: number;
  readonly inBytes: number;
  readonly outBytes: number;
}

const SILENCE: Traffic = { connections: 0, inPackets: 0, outPackets: 0, inBytes: 0, outBytes: 0 };

/** The text of `ipvsadm -Ln --stats`. `traffic` tells what went through a server; absent or undefined: nothing. */
export function statsText(
  servers: readonly VirtualServer[],
  traffic: (server: VirtualServer, real?: RealServer) => Traffic | undefined = () => undefined,
  naming: Naming = numeric,
): string {
  const title = ['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes'].map((word) => ` ${word.padStart(8)}`).join('');
  const parts = [VERSION, `${'Prot LocalAddress:Port'.padEnd(33)}${title}\n`, '  -> RemoteAddress:Port\n'];
  for (const server of sortVirtualServers(servers)) {
    parts.push(`${serverName(server, naming).padEnd(33)}${trafficText(traffic(server))}\n`);
    for (const real of sortRealServers(server.realServers)) {
      const name = naming(real.address, real.port, server.protocol);
      parts.push(`  -> ${name.padEnd(28)}${trafficText(traffic(server, real))}\n`);
    }
  }
  return parts.join('');
}

function trafficText(traffic = SILENCE): string {
  const { connections, inPackets, outPackets, inBytes, outBytes } = traffic;
  return [connections, inPackets, outPackets, inBytes, outBytes].map(largeNumber).join('');
}

/** Nine columns: 100 million and more in thousands, then millions and so on. Source: print_largenum. */
function largeNumber(value: number): string {
  if (value < 1e8) return String(value).padStart(9);
  if (value < 1e10) return `${Math.floor(value / 1e3)}K`.padStart(9);
  if (value < 1e13) return `${Math.floor(value / 1e6)}M`.padStart(9);
  return `${Math.floor(value / 1e9)}G`.padStart(9);
}

/** One entry of the connection table. */
export interface IpvsConnection {
  readonly protocol: VirtualServer['protocol'];
  readonly secondsLeft: number;
  /** `ESTABLISHED`, `NONE` (a persistence template), `UDP` ... */
  readonly state: string;
  readonly source: string;
  readonly virtual: string;
  readonly destination: string;
}

/** The text of `ipvsadm -Lnc`. */
export function connectionsText(connections: readonly IpvsConnection[]): string {
  const column = (text: string): string => text.padEnd(18);
  const parts = [
    'IPVS connection entries\n',
    `pro expire ${'state'.padEnd(11)} ${column('source')} ${column('virtual')} ${column('destination')}\n`,
  ];
  for (const { protocol, secondsLeft, state, source, virtual, destination } of connections) {
    const expire = `${two(Math.floor(secondsLeft / 60))}:${two(Math.floor(secondsLeft % 60))}`;
    const name = protocol.toUpperCase().padEnd(3);
    parts.push(`${name} ${expire}  ${state.padEnd(11)} ${column(source)} ${column(virtual)} ${column(destination)}\n`);
  }
  return parts.join('');
}

const two = (value: number): string => String(value).padStart(2, '0');

const SERVICE_OPTION = { tcp: '-t', udp: '-u', sctp: '--sctp-service' } as const;
const FORWARD_OPTION = { Masq: '-m', Route: '-g', Tunnel: '-i' } as const;

/** The text of `ipvsadm -Sn`: what `ipvsadm -R` reads. */
export function saveText(servers: readonly VirtualServer[]): string {
  const parts: string[] = [];
  for (const server of sortVirtualServers(servers)) {
    const name = `${SERVICE_OPTION[server.protocol]} ${hostPort(server.address.text, server.port)}`;
    let line = `-A ${name} -s ${server.scheduler}`;
    if (server.persistentSeconds !== undefined) line += ` -p ${server.persistentSeconds}`;
    if (server.persistenceMask !== undefined) line += ` -M ${server.persistenceMask}`;
    if (server.flags && server.flags.length > 0) line += ` -b ${server.flags.join(',')}`;
    parts.push(line);
    for (const real of sortRealServers(server.realServers)) {
      parts.push(
        `-a ${name} -r ${hostPort(real.address.text, real.port)} ${FORWARD_OPTION[real.forward]} -w ${real.weight}`,
      );
    }
  }
  return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
}
