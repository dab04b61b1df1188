import type { RealServer, VirtualServer } from './model.ts';
import { byDestination, bySource } from './schedule-hash.ts';
import { leastLoaded } from './schedule-least.ts';
import { byLocality, placed } from './schedule-locality.ts';
import { nextRoundRobin, nextWeightedRoundRobin, turnOf } from './schedule-rounds.ts';
import {
  available,
  loadOf,
  serverKey,
  withConnection,
  type Choice,
  type ScheduleRequest,
  type SchedulerState,
} from './scheduler-state.ts';

/**
 * The real servers that may get the connection, with their chances (which sum to 1) and the scheduler's state after each choice.
 * Empty: no server takes connections. With a `state` the answer of rr, wrr, lc, wlc, sed, nq, lblc and lblcr is the kernel's one
 * choice. Without (nobody knows what went before) every server has its long-run share: equal for rr and lc, by weight for the
 * others; sh and dh need no state. kube-proxy adds the servers of a new virtual server in random order, which rotates rr and
 * decides the buckets of sh and dh: here they are added in the order of the list.
 */
export function schedule(
  service: VirtualServer,
  state: SchedulerState | undefined,
  request: ScheduleRequest,
): readonly Choice[] {
  const servers = available(service);
  if (servers.length === 0) return [];
  switch (service.scheduler) {
    case 'rr':
      if (!state)
        return shares(
          servers,
          () => 1,
          (server) => ({ last: serverKey(server) }),
        );
      return certain(nextRoundRobin(service, state));
    case 'wrr':
      if (!state) return shares(servers, weightOf, (server) => turnOf(service, server, nextWeightedRoundRobin));
      return certain(nextWeightedRoundRobin(service, state));
    case 'lc':
    case 'wlc':
    case 'sed':
    case 'nq':
      return byLoad(service, servers, state, request);
    case 'lblc':
    case 'lblcr':
      return byPlace(service, servers, state, request);
    case 'sh':
      return stateless(bySource(service, request));
    case 'dh':
      return stateless(byDestination(service, request));
    case 'fo':
      return stateless(heaviest(servers));
    case 'ovf':
      return byOverflow(service, servers, state ?? {}, request.now);
    default:
      return byUnknownHash(servers, state, request);
  }
}

const weightOf = (server: RealServer): number => server.weight;

function shares(
  servers: readonly RealServer[],
  share: (server: RealServer) => number,
  stateAfter: (server: RealServer) => SchedulerState,
): Choice[] {
  const total = servers.reduce((sum, server) => sum + share(server), 0);
  return servers
    .toReversed()
    .map((server) => ({ server, probability: share(server) / total, state: stateAfter(server) }));
}

function certain(turn: { readonly server: RealServer; readonly state: SchedulerState } | undefined): Choice[] {
  return turn ? [{ ...turn, probability: 1 }] : [];
}

function stateless(server: RealServer | undefined): Choice[] {
  return server ? [{ server, probability: 1, state: {} }] : [];
}

function byLoad(
  service: VirtualServer,
  servers: readonly RealServer[],
  state: SchedulerState | undefined,
  { now }: ScheduleRequest,
): Choice[] {
  const after = (server: RealServer): SchedulerState => withConnection(state, service, server, now);
  if (!state) return shares(servers, service.scheduler === 'lc' ? () => 1 : weightOf, after);
  const server = leastLoaded(service, state, now);
  return server ? [{ server, probability: 1, state: after(server) }] : [];
}

function byPlace(
  service: VirtualServer,
  servers: readonly RealServer[],
  state: SchedulerState | undefined,
  request: ScheduleRequest,
): Choice[] {
  const { now, destination } = request;
  if (!state) {
    return shares(servers, weightOf, (server) =>
      placed(withConnection(state, service, server, now), destination.text, [server], now),
    );
  }
  const { server, state: after } = byLocality(service, state, request);
  return server ? [{ server, probability: 1, state: withConnection(after, service, server, now) }] : [];
}

/** fo: the heaviest server that is there. Source: ip_vs_fo_schedule. */
function heaviest(servers: readonly RealServer[]): RealServer | undefined {
  let best: RealServer | undefined;
  for (const server of servers) if (!best || server.weight > best.weight) best = server;
  return best;
}

/** ovf: the heaviest server with fewer active connections than its weight. Source: ip_vs_ovf_schedule. */
function byOverflow(
  service: VirtualServer,
  servers: readonly RealServer[],
  state: SchedulerState,
  now: number,
): Choice[] {
  const server = heaviest(servers.filter((one) => loadOf(one, state, now).active < one.weight));
  return server ? [{ server, probability: 1, state: withConnection(state, service, server, now) }] : [];
}

/** mh and schedulers unknown here choose by a hash with a secret: by weight, and the same client meets the same server again. */
function byUnknownHash(
  servers: readonly RealServer[],
  state: SchedulerState | undefined,
  { source, now }: ScheduleRequest,
): Choice[] {
  const before = state?.places?.[source.text]?.servers[0];
  const known = servers.find((server) => serverKey(server) === before);
  if (known) return [{ server: known, probability: 1, state: state ?? {} }];
  return shares(servers, weightOf, (server) => placed(state ?? {}, source.text, [server], now));
}
