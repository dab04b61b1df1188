import type { RealServer, VirtualServer } from './model.ts';
import { isOverloaded, mostLoaded, weightedLeast } from './schedule-least.ts';
import { available, serverKey, type ScheduleRequest, type SchedulerState } from './scheduler-state.ts';

/** lblcr drops a server from a destination's set when the set has not changed for a day. Source: sysctl lblcr_expiration. */
const SHRINK_AFTER = 24 * 60 * 60;

/**
 * lblc: a destination address stays with its server until that is overloaded. lblcr: it has a set of servers, of which the least
 * loaded serves; an overloaded set grows, an old one shrinks. Undefined server: none takes connections; `known` false: nothing was
 * remembered for the destination. Source: ip_vs_lblc_schedule, ip_vs_lblcr_schedule.
 */
export function byLocality(
  service: VirtualServer,
  state: SchedulerState,
  { destination, now }: ScheduleRequest,
): { readonly server: RealServer | undefined; readonly state: SchedulerState; readonly known: boolean } {
  const servers = available(service);
  const place = state.places?.[destination.text];
  const members = servers.filter((server) => place?.servers.includes(serverKey(server)));
  if (!place || members.length === 0) {
    const server = weightedLeast(servers, state, now);
    return { server, state: server ? placed(state, destination.text, [server], now) : state, known: false };
  }
  const kept =
    service.scheduler === 'lblcr' && members.length > 1 && now > place.changed + SHRINK_AFTER
      ? shrunk(members, state, now)
      : members;
  const least = weightedLeast(kept, state, now);
  if (least && !isOverloaded(least, servers, state, now)) {
    const same = kept === members ? state : placed(state, destination.text, kept, now);
    return { server: least, state: same, known: true };
  }
  const other = weightedLeast(servers, state, now);
  if (!other) return { server: undefined, state, known: true };
  const grown =
    service.scheduler === 'lblcr' && !kept.includes(other)
      ? [...kept, other]
      : service.scheduler === 'lblcr'
        ? kept
        : [other];
  return { server: other, state: placed(state, destination.text, grown, now), known: true };
}

function shrunk(members: readonly RealServer[], state: SchedulerState, now: number): readonly RealServer[] {
  const most = mostLoaded(members, state, now);
  return members.filter((server) => server !== most);
}

/** The state in which `servers` serve this place. */
export function placed(
  state: SchedulerState,
  place: string,
  servers: readonly RealServer[],
  now: number,
): SchedulerState {
  return { ...state, places: { ...state.places, [place]: { servers: servers.map(serverKey), changed: now } } };
}
