import { hostPort } from '../../net/address.ts';
import type { IpvsConnection, Traffic } from '../../ipvs/ipvsadm.ts';
import type { RealServer, VirtualServer } from '../../ipvs/model.ts';
import { serverKey } from '../../ipvs/scheduler-state.ts';

/** What earlier traces left on a node. */
export interface SeenTraffic {
  readonly node: string;
  /** Seconds since the epoch. */
  readonly now: number;
  /** The walk's memory: scheduler states and persistence templates. */
  readonly memory: Readonly<Record<string, unknown>>;
  readonly connections: readonly SeenConnection[];
}

export interface SeenConnection {
  readonly node: string;
  readonly protocol: string;
  readonly original: readonly [source: string, destination: string, sourcePort: number, destinationPort: number];
  readonly reply: readonly [source: string, destination: string, sourcePort: number, destinationPort: number];
  readonly answered: boolean;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** State and timeout in seconds of answered and unanswered connections. Source: ip_vs_proto_*.c. */
const STATES: Readonly<
  Record<string, readonly [answered: string, seconds: number, unanswered: string, seconds: number]>
> = {
  tcp: ['ESTABLISHED', 900, 'SYN_RECV', 60],
  udp: ['UDP', 300, 'UDP', 300],
  sctp: ['ESTABLISHED', 900, 'INIT', 30],
};

/** IPVS's connection table: what traces opened and has not timed out, and the templates of persistent clients. */
export function ipvsConnections(servers: readonly VirtualServer[], seen: SeenTraffic): IpvsConnection[] {
  const table: IpvsConnection[] = [];
  for (const server of servers) {
    const virtual = hostPort(server.address.text, server.port);
    for (const connection of connectionsTo(server, seen)) {
      const { state, secondsLeft } = stateOf(connection, seen.now);
      if (secondsLeft <= 0) continue;
      const [source, , sourcePort] = connection.original;
      table.push({
        protocol: server.protocol,
        secondsLeft,
        state,
        source: hostPort(source, sourcePort),
        virtual,
        destination: realOf(connection),
      });
    }
    const prefix = `ipvs-client ${seen.node} ${server.protocol} ${virtual} `;
    for (const [key, value] of Object.entries(seen.memory)) {
      if (!key.startsWith(prefix) || !isTemplate(value) || value.until <= seen.now) continue;
      const source = hostPort(key.slice(prefix.length), 0);
      table.push({
        protocol: server.protocol,
        secondsLeft: value.until - seen.now,
        state: 'NONE',
        source,
        virtual,
        destination: value.server,
      });
    }
  }
  return table;
}

function isTemplate(value: unknown): value is { server: string; until: number } {
  return typeof value === 'object' && value !== null && 'server' in value && 'until' in value;
}

function connectionsTo({ protocol, address, port }: VirtualServer, seen: SeenTraffic): SeenConnection[] {
  return seen.connections.filter(
    (one) =>
      one.node === seen.node &&
      one.protocol === protocol &&
      one.original[1] === address.text &&
      one.original[3] === port,
  );
}

/** The real server that answers. */
function realOf({ reply }: SeenConnection): string {
  return hostPort(reply[0], reply[2]);
}

function stateOf({ protocol, answered, since }: SeenConnection, now: number): { state: string; secondsLeft: number } {
  const [state, seconds, pending, short] = STATES[protocol] ?? ['NONE', 0, 'NONE', 0];
  const age = now - since / 1000;
  return answered ? { state, secondsLeft: seconds - age } : { state: pending, secondsLeft: short - age };
}

/** The virtual servers with the connections that are alive counted at their real servers: an answered one is active. */
export function underLoad(servers: readonly VirtualServer[], seen: SeenTraffic): readonly VirtualServer[] {
  if (seen.connections.length === 0) return servers;
  return servers.map((server) => {
    const alive = connectionsTo(server, seen).filter((one) => stateOf(one, seen.now).secondsLeft > 0);
    if (alive.length === 0) return server;
    const count = (real: RealServer, answered: boolean): number =>
      alive.filter((one) => one.answered === answered && realOf(one) === serverKey(real)).length;
    const { protocol, address, port, scheduler, flags, persistentSeconds, persistenceMask } = server;
    return {
      protocol,
      address,
      port,
      scheduler,
      ...(flags && { flags }),
      ...(persistentSeconds !== undefined && { persistentSeconds }),
      ...(persistenceMask !== undefined && { persistenceMask }),
      realServers: server.realServers.map((real) => ({
        ...real,
        activeConnections: real.activeConnections + count(real, true),
        inactiveConnections: real.inactiveConnections + count(real, false),
      })),
    };
  });
}

/** A traced connection is its first packet and the first of the answer: 60 bytes each, a TCP SYN over IPv4. */
const FIRST_PACKET = 60;

/** What went through a virtual server, or one of its real servers. */
export function trafficOf(seen: SeenTraffic): (server: VirtualServer, real?: RealServer) => Traffic | undefined {
  return (server, real) => {
    const all = connectionsTo(server, seen).filter((one) => !real || realOf(one) === serverKey(real));
    if (all.length === 0) return undefined;
    const answered = all.filter((one) => one.answered).length;
    return {
      connections: all.length,
      inPackets: all.length,
      outPackets: answered,
      inBytes: all.length * FIRST_PACKET,
      outBytes: answered * FIRST_PACKET,
    };
  };
}
