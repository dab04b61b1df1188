import type { Packet } from '../../net/packet.ts';
import type { Connection, HookOutcome, Memory, RuleStep } from '../hook.ts';
import type { Chain as Linked } from '../journey.ts';

/** A packet inside a table. A value: the ways of a fork do not see each other. */
export interface TableState {
  readonly packet: Packet;
  readonly connection: Connection;
  readonly memory: Memory;
  readonly probability: number;
  readonly steps: Linked<RuleStep> | undefined;
  readonly examined: number;
}

export type Ended = (state: TableState, verdict: Exclude<HookOutcome['verdict'], 'stolen'>, detail?: string) => void;
/** The same packet on a way of another probability. */
export function withChance(state: TableState, probability: number): TableState {
  const { packet, connection, memory, steps, examined } = state;
  return { packet, connection, memory, probability, steps, examined };
}
