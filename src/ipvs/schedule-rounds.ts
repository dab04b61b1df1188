import type { RealServer, VirtualServer } from './model.ts';
import { available, kernelOrder, serverKey, type SchedulerState } from './scheduler-state.ts';

export interface Turn {
  readonly server: RealServer;
  readonly state: SchedulerState;
}

/** Round robin: the next server behind the last one that takes connections. Source: ip_vs_rr_schedule. */
export function nextRoundRobin(service: VirtualServer, state: SchedulerState): Turn | undefined {
  const servers = kernelOrder(service);
  const last = servers.findIndex((server) => serverKey(server) === state.last);
  for (let step = 1; step <= servers.length; step++) {
    const server = servers[(last + step) % servers.length];
    if (server && server.weight > 0) return { server, state: { ...state, last: serverKey(server) } };
  }
  return undefined;
}

/**
 * Weighted round robin: goes round the list, each time asking for a weight lower by the greatest common divisor, so that a server of
 * weight 3 has three turns in a cycle, spread out. Source: ip_vs_wrr_schedule.
 */
export function nextWeightedRoundRobin(service: VirtualServer, state: SchedulerState): Turn | undefined {
  const servers = kernelOrder(service);
  const weights = servers.map((server) => server.weight).filter((weight) => weight > 0);
  if (weights.length === 0) return undefined;
  const step = weights.reduce(divisor);
  const highest = Math.max(...weights) - (step - 1);
  let wanted = state.currentWeight ?? highest;
  let position = servers.findIndex((server) => serverKey(server) === state.last);
  for (;;) {
    for (let i = position + 1; i < servers.length; i++) {
      const server = servers[i];
      if (server && server.weight >= wanted) {
        return { server, state: { ...state, last: serverKey(server), currentWeight: wanted } };
      }
    }
    position = -1;
    wanted -= step;
    if (wanted <= 0) wanted = highest;
  }
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** A cycle of the kernel's: the longest a search for a server's first turn may take. */
const LONGEST_CYCLE = 1_000_000;

/** The state right after a server's first turn in the cycle: where nothing is known but that it was this server's turn. */
export function turnOf(
  service: VirtualServer,
  server: RealServer,
  next: (service: VirtualServer, state: SchedulerState) => Turn | undefined,
): SchedulerState {
  const key = serverKey(server);
  let state: SchedulerState = {};
  const turns = Math.min(
    LONGEST_CYCLE,
    available(service).reduce((total, one) => total + one.weight, 0),
  );
  for (let i = 0; i < turns; i++) {
    const turn = next(service, state);
    if (!turn) break;
    if (turn.server === server) return turn.state;
    ({ state } = turn);
  }
  return { last: key };
}
