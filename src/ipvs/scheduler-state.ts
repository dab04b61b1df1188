import { hostPort, type Address } from '../net/address.ts';
import type { RealServer, VirtualServer } from './model.ts';

/** What a scheduler remembers between connections: plain JSON, so that it can rest in a state file. */
export interface SchedulerState {
  /** rr, wrr: the real server chosen last. */
  readonly last?: string;
  /** wrr: the weight a server must have at this point of the cycle. */
  readonly currentWeight?: number;
  /** lc, wlc, sed, nq and the locality schedulers: connections that still count. */
  readonly connections?: readonly CountedConnection[];
  /** lblc, lblcr: by destination address, the servers that serve it. mh: by client. */
  readonly places?: Readonly<Record<string, { readonly servers: readonly string[]; readonly changed: number }>>;
}

export interface CountedConnection {
  readonly server: string;
  /** Seconds since the epoch. */
  readonly until: number;
  readonly active: boolean;
}

/** The connection that asks for a server. */
export interface ScheduleRequest {
  readonly source: Address;
  readonly sourcePort: number;
  readonly destination: Address;
  /** Seconds since the epoch. */
  readonly now: number;
}

/** One server that may be chosen, how likely, and what the scheduler remembers then. */
export interface Choice {
  readonly server: RealServer;
  readonly probability: number;
  readonly state: SchedulerState;
}

/** The name of a real server in a state. */
export function serverKey(server: RealServer): string {
  return hostPort(server.address.text, server.port);
}

/** Real servers as the kernel keeps them: a new one is put before the others. Source: ip_vs_add_dest (list_add_rcu). */
export function kernelOrder(service: VirtualServer): readonly RealServer[] {
  return [...service.realServers].reverse();
}

/** Those that take new connections. */
export function available(service: VirtualServer): readonly RealServer[] {
  return kernelOrder(service).filter((server) => server.weight > 0);
}

/** How long a connection counts: a TCP request is over when its trace is and stays for TIME_WAIT; UDP stays active for its timeout. Source: ip_vs_proto_tcp.c, ip_vs_proto_udp.c. */
const LIFETIME = {
  tcp: { seconds: 120, active: false },
  sctp: { seconds: 120, active: false },
  udp: { seconds: 300, active: true },
} as const;

/** The state with one more connection, without those that are over. */
export function withConnection(
  state: SchedulerState | undefined,
  service: VirtualServer,
  server: RealServer,
  now: number,
): SchedulerState {
  const { seconds, active } = LIFETIME[service.protocol];
  const alive = (state?.connections ?? []).filter((one) => one.until > now);
  return { ...state, connections: [...alive, { server: serverKey(server), until: now + seconds, active }] };
}

/** Active and inactive connections of a server: what a listing said, and those remembered. */
export function loadOf(
  server: RealServer,
  state: SchedulerState | undefined,
  now: number,
): { active: number; inactive: number } {
  let [active, inactive] = [server.activeConnections, server.inactiveConnections];
  const key = serverKey(server);
  for (const one of state?.connections ?? []) {
    if (one.server !== key || one.until <= now) continue;
    if (one.active) active++;
    else inactive++;
  }
  return { active, inactive };
}
