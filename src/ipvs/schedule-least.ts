import type { RealServer, VirtualServer } from './model.ts';
import { available, loadOf, type SchedulerState } from './scheduler-state.ts';

type Pick = (servers: readonly RealServer[], state: SchedulerState, now: number) => RealServer | undefined;

/** Connections as lc and wlc weigh them: an active one is as heavy as 256 inactive. Source: ip_vs_dest_conn_overhead. */
function overhead(server: RealServer, state: SchedulerState, now: number): number {
  const { active, inactive } = loadOf(server, state, now);
  return active * 256 + inactive;
}

/** The connection that would come is counted too, inactive ones are not. Source: ip_vs_sed_dest_overhead. */
function expectedDelay(server: RealServer, state: SchedulerState, now: number): number {
  return loadOf(server, state, now).active + 1;
}

/** The first server with the least load. Source: ip_vs_lc_schedule. */
const leastConnections: Pick = (servers, state, now) => {
  let [least, lowest]: [RealServer | undefined, number] = [undefined, Infinity];
  for (const server of servers) {
    const load = overhead(server, state, now);
    if (load < lowest) [least, lowest] = [server, load];
  }
  return least;
};

/** The first server with the least load per weight, compared without dividing. Source: ip_vs_wlc_schedule. */
export const weightedLeast: Pick = (servers, state, now) =>
  leastPerWeight(servers, (server) => overhead(server, state, now));

const shortestDelay: Pick = (servers, state, now) =>
  leastPerWeight(servers, (server) => expectedDelay(server, state, now));

/** An idle server at once, else the shortest expected delay. Source: ip_vs_nq_schedule. */
const neverQueue: Pick = (servers, state, now) =>
  servers.find((server) => loadOf(server, state, now).active === 0) ?? shortestDelay(servers, state, now);

function leastPerWeight(
  servers: readonly RealServer[],
  loadOfServer: (server: RealServer) => number,
): RealServer | undefined {
  let least: RealServer | undefined;
  let lowest = 0;
  for (const server of servers) {
    const load = loadOfServer(server);
    if (!least || lowest * server.weight > load * least.weight) [least, lowest] = [server, load];
  }
  return least;
}

const PICKS: Readonly<Record<string, Pick>> = {
  lc: leastConnections,
  wlc: weightedLeast,
  sed: shortestDelay,
  nq: neverQueue,
};

/** The server that lc, wlc, sed or nq takes in this state; undefined where none takes connections. */
export function leastLoaded(service: VirtualServer, state: SchedulerState, now: number): RealServer | undefined {
  return (PICKS[service.scheduler] ?? weightedLeast)(available(service), state, now);
}

/** More active connections than its weight, while another has less than half of its own. Source: is_overloaded (ip_vs_lblc.c). */
export function isOverloaded(
  server: RealServer,
  servers: readonly RealServer[],
  state: SchedulerState,
  now: number,
): boolean {
  if (loadOf(server, state, now).active <= server.weight) return false;
  return servers.some((other) => loadOf(other, state, now).active * 2 < other.weight);
}

/** The most loaded per weight of several. Source: ip_vs_dest_set_max. */
export function mostLoaded(servers: readonly RealServer[], state: SchedulerState, now: number): RealServer | undefined {
  let most: RealServer | undefined;
  let highest = 0;
  for (const server of servers) {
    const load = overhead(server, state, now);
    if (!most || highest * server.weight < load * most.weight) [most, highest] = [server, load];
  }
  return most;
}
